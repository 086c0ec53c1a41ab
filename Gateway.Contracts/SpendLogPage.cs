namespace Gateway.Contracts;

/// <summary><c>GET /spend/logs/ui</c>: newest first.</summary>
/// <param name="Data">The rows of this page.</param>
/// <param name="NextCursor">Give it back as <c>cursor</c> for the next page; null: this is the last.</param>
/// <param name="HasMore">There is a next page.</param>
/// <param name="PageSize">Rows asked for.</param>
/// <param name="Page">The page asked for by number; LiteLLM's way, good for the first ten thousand rows.</param>
/// <param name="Total">All rows that fit, where the daily sums can tell: filters of whole days, key, user, team, customer, model, status or one tag; else null.</param>
/// <param name="TotalPages">The same in pages.</param>
public sealed record SpendLogPage(
    IReadOnlyList<SpendLogRow> Data, string? NextCursor, bool HasMore, int PageSize, int Page, long? Total, long? TotalPages);
