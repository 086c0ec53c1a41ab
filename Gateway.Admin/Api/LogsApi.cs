using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Spend logs: one row a request.</summary>
internal sealed class LogsApi(GatewayCaller gateway)
{
    public Task<SpendLogPage> ListAsync(LogFilter filter, string? cursor, int size, CancellationToken cancellationToken) =>
        gateway.GetAsync<SpendLogPage>(filter.Write("/spend/logs/ui").Add("cursor", cursor).Add("page_size", size).Add("total", "false").ToString(), cancellationToken);

    /// <summary>Null: there is no such request, or it is somebody else's.</summary>
    public async Task<SpendLogRow?> FindAsync(string requestId, CancellationToken cancellationToken) =>
        (await gateway.GetAsync<SpendLogPage>(new PathQuery("/spend/logs/ui").Add("request_id", requestId).ToString(), cancellationToken)).Data is [var row, ..] ? row : null;

    public Task<RequestDetails> DetailsAsync(string requestId, CancellationToken cancellationToken) =>
        gateway.GetAsync<RequestDetails>(new PathQuery("/spend/logs/details").Add("request_id", requestId).ToString(), cancellationToken);
}
