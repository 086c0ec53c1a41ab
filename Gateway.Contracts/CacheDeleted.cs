namespace Gateway.Contracts;

/// <summary>Answer of <c>POST /cache/delete</c> and <c>/cache/flushall</c>.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Deleted">How many answers were deleted; null after a flush.</param>
public sealed record CacheDeleted(string Status, long? Deleted);
