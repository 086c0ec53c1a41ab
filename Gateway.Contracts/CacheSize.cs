namespace Gateway.Contracts;

/// <summary><c>GET /cache/size</c>.</summary>
/// <param name="Type"><c>redis</c>, <c>local</c> or <c>off</c>.</param>
/// <param name="Entries">Cached answers; in Redis counted up to a limit.</param>
/// <param name="Bytes">What they take, about; null: not known.</param>
/// <param name="IsWhole">False: there are more entries than were counted.</param>
public sealed record CacheSize(string Type, long Entries, long? Bytes, bool IsWhole);
