namespace Gateway.Proxy.Pipeline;

/// <summary>What a call without a client was answered.</summary>
internal readonly record struct DetachedAnswer(int Status, string RequestId, ReadOnlyMemory<byte> Body);
