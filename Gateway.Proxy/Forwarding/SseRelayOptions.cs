using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Forwarding;

/// <summary>How one stream is relayed.</summary>
/// <param name="Choices">How many finish_reasons make it whole.</param>
/// <param name="IsGeneration">Chat or text completion: the first chunk may be a role without a token. Otherwise any event is output.</param>
/// <param name="HideUsage">The client did not ask for the usage chunk.</param>
/// <param name="ClientModel">The model's name as a JSON string that chunks should show; empty: as they come.</param>
/// <param name="Events">Reads the events of another dialect than OpenAI's chunks; null: they are chunks.</param>
internal readonly record struct SseRelayOptions(int Choices, bool IsGeneration, bool HideUsage, ReadOnlyMemory<byte> ClientModel, IEventReader? Events = null);
