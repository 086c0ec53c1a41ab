namespace Gateway.Bench.Measuring;

/// <summary>What <c>--only</c> chooses from.</summary>
internal enum Section
{
    Start,
    Memory,
    Requests,
    Streams,
    FirstChunk,
    Scale,
}
