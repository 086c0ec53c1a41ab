using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects;

/// <summary>What one event of a passed-on stream says.</summary>
/// <param name="HasToken">It carries output.</param>
/// <param name="IsEnd">The answer is complete; the stream may say one more thing.</param>
/// <param name="IsDone">Nothing follows.</param>
/// <param name="IsError">It is the error that ends the stream.</param>
/// <param name="Model">Where the model's name stands, with its quotes; empty: not in this event.</param>
/// <param name="Id">Where the answer's id stands, without quotes; empty: not in this event.</param>
/// <param name="Usage">What it counts; no prompt tokens: as said before.</param>
internal readonly record struct EventFacts(bool HasToken, bool IsEnd, bool IsDone, bool IsError, ByteRange Model, ByteRange Id, Usage? Usage);
