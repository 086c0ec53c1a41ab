using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Spend logs: one row a request.</summary>
internal sealed class LogsApi(GatewayCaller gateway)
{
    public Task<SpendLogPage> ListAsync(LogFilter filter, string? cursor, int size, CancellationToken cancellationToken) =>
        gateway.GetAsync<SpendLogPage>(filter.Write("/spend/logs/ui").Add("cursor", cursor).Add("page_size", size).Add("total", "false").ToString(), cancellationToken);

    /// <summary>Null: there is no such request, or it is somebody else's.</summary>
    /// <param name="requestId">The request's.</param>
    /// <param name="whose">The team or organization in which it is looked for: their admins see what is not their own only there.</param>
    /// <param name="cancellationToken">The page was left.</param>
    public async Task<SpendLogRow?> FindAsync(string requestId, LogFilter whose, CancellationToken cancellationToken) =>
        (await gateway.GetAsync<SpendLogPage>(whose.Write("/spend/logs/ui").Add("request_id", requestId).ToString(), cancellationToken)).Data is [var row, ..] ? row : null;

    /// <inheritdoc cref="FindAsync"/>
    public Task<RequestDetails> DetailsAsync(string requestId, LogFilter whose, CancellationToken cancellationToken) =>
        gateway.GetAsync<RequestDetails>(whose.Write("/spend/logs/details").Add("request_id", requestId).ToString(), cancellationToken);
}
