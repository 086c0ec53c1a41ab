using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Audit;

/// <summary><c>GET /audit</c>: who changed what.</summary>
internal static class AuditEndpoints
{
    private const int DefaultSize = 50;
    private const int LargestSize = 500;

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapManagementGet("/audit", ManagementAccess.Viewer, "Who changed what, a page", ListAsync);

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var size = call.Query("page_size", DefaultSize, LargestSize);
        var filter = new SqlFilter();
        filter.Equal("action", call.Query("action"));
        filter.Equal("table_name", call.Query("table_name"));
        filter.Equal("object_id", call.Query("object_id"));
        filter.Equal("changed_by", call.Query("changed_by"));
        LogCursor? after = null;
        if (call.Query("cursor") is { } text)
        {
            after = LogCursor.Parse(text) ?? throw ManagementException.Invalid("cursor", "it is not one that a page before this gave.");
            filter.Add("(changed_at, id) < (@afterTime, @afterId)");
        }

        var rows = await call.Store.ReadAsync(connection => connection.QueryAsync(
            $"""
            SELECT id, changed_at, changed_by, action, table_name, object_id, before_value, after_value FROM audit_log {filter.Where}
            ORDER BY changed_at DESC, id DESC LIMIT {(size + 1).ToString(CultureInfo.InvariantCulture)}
            """,
            row => new AuditEntry(
                row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                Json(new ColumnValue(row, 6).Text), Json(new ColumnValue(row, 7).Text)),
            p =>
            {
                filter.Bind(p);
                if (after is { } cursor)
                {
                    p.Add("afterTime", cursor.StartedAt);
                    p.Add("afterId", cursor.RequestId);
                }
            },
            cancellationToken: call.Aborted), call.Aborted);
        var more = rows.Count > size;
        if (more)
        {
            rows.RemoveAt(size);
        }

        var page = new AuditPage(rows, more ? new LogCursor(rows[^1].UpdatedAt, rows[^1].Id).ToString() : null);
        return Fields.ToNode(page, ContractsJson.Default.AuditPage);
    }

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);
}
