namespace Gateway.Proxy.OpenAI;

/// <summary>A stretch of the request body, in bytes; <see cref="End"/> is exclusive.</summary>
internal readonly record struct ByteRange(int Start, int End)
{
    public bool IsEmpty => End <= Start;
}
