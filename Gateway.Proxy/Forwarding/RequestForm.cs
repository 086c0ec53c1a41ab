using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Forwarding;

/// <summary>A body, and what stands where in it.</summary>
internal readonly record struct RequestForm(ReadOnlyMemory<byte> Body, RequestFacts Facts);
