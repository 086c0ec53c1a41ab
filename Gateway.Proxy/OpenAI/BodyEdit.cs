namespace Gateway.Proxy.OpenAI;

/// <summary>One change to the body on its way upstream: these bytes are replaced by those.</summary>
internal readonly record struct BodyEdit(ByteRange Range, ReadOnlyMemory<byte> Replacement);
