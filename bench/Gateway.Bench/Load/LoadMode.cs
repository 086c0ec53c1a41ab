namespace Gateway.Bench.Load;

internal enum LoadMode
{
    /// <summary>Each connection asks, reads the whole answer, and asks again.</summary>
    Loop,

    /// <summary>Opens streams, answers when each has had its first content chunk, and leaves them open.</summary>
    Hold,

    /// <summary>Closes the held streams and says how they fared.</summary>
    Release,
}
