using System.Text.Json;
using Gateway.Contracts;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend.Details;

/// <summary><c>GET /spend/logs/details?request_id=</c>.</summary>
internal static class RequestDetailsReport
{
    private const string Sql = "SELECT error_message, trace_id, attempts, prompt, answer FROM request_details WHERE request_id = @id";

    public static async Task ShowAsync(HttpContext http, ReportRequest request)
    {
        if (request.Logs.RequestId is not { } id)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.MissingField("request_id"));
            return;
        }

        // The row itself decides who may see it: others' requests are not there for a key of somebody else.
        var (rows, _) = await http.RequestServices.GetRequiredService<SpendLogRows>().ListAsync(request.Logs, null, 0, 1, http.RequestAborted);
        var found = rows.Count == 0 ? [] : await http.RequestServices.GetRequiredService<Database>().QueryAsync(
            Sql,
            row => new RequestDetails(
                id, new ColumnValue(row, 0).Text, new ColumnValue(row, 1).Text,
                JsonSerializer.Deserialize(row.GetString(2), DetailsJson.Default.IReadOnlyListFailedAttempt) ?? [],
                new ColumnValue(row, 3).Text, new ColumnValue(row, 4).Text),
            p => p.Add("id", id),
            http.RequestAborted);
        await http.Response.WriteAsJsonAsync(found.Count == 0 ? new RequestDetails(id, null, null, [], null, null) : found[0], DetailsJson.Default.RequestDetails, cancellationToken: http.RequestAborted);
    }
}
