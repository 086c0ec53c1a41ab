namespace Gateway.Bench.Load;

/// <summary>Where in an answer the reader is.</summary>
internal enum BodyFraming
{
    Head,
    Length,
    ChunkSize,
    ChunkData,
    ChunkEnd,
    Trailer,
    Complete,
}
