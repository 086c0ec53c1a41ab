using System.Globalization;
using System.Text.Json;
using Gateway.Admin.Api;
using Gateway.Admin.SignIn;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Admin.Exports;

/// <summary>Downloads: what the pages show, all of it, as CSV or JSON lines. Written while it is read, so its size does not matter.</summary>
internal static class ExportEndpoints
{
    private const int RowsAtOnce = 1_000;
    private const int MostGroups = 1_000;

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/export/logs.csv", (HttpContext http, GatewayHttp gateway, SessionStore sessions) => LogsAsync(http, gateway, sessions, "text/csv", WriteCsv, CsvHead)).RequireAuthorization();
        routes.MapGet("/export/logs.jsonl", (HttpContext http, GatewayHttp gateway, SessionStore sessions) => LogsAsync(http, gateway, sessions, "application/jsonl", WriteJson, "")).RequireAuthorization();
        routes.MapGet("/export/usage.csv", UsageAsync).RequireAuthorization();
    }

    private static string CsvHead => Csv.Line(
        "request_id", "start_time", "status", "error_type", "model", "model_group", "deployment", "key_alias", "key_hash", "team", "organization", "user", "customer", "session", "tags",
        "prompt_tokens", "completion_tokens", "cached_tokens", "cost_usd", "duration_ms", "ttft_ms", "attempts", "fallbacks", "cache_hit", "streamed", "route");

    private static string WriteCsv(SpendLogRow row) => Csv.Line(
        row.RequestId, row.StartTime, row.StatusCode, row.ErrorType, row.Model, row.ModelGroup, row.ModelId, row.KeyAlias, row.ApiKey, row.TeamId, row.OrganizationId, row.User, row.EndUser, row.SessionId, string.Join(' ', row.RequestTags),
        row.PromptTokens, row.CompletionTokens, row.CachedTokens, row.Spend, row.RequestDurationMs, row.TimeToFirstTokenMs, row.Attempts, row.Fallbacks, row.CacheHit, row.Streamed, row.Route);

    private static string WriteJson(SpendLogRow row) => JsonSerializer.Serialize(row, GatewayJson.Options) + "\n";

    private static async Task LogsAsync(HttpContext http, GatewayHttp gateway, SessionStore sessions, string type, Func<SpendLogRow, string> write, string head)
    {
        if (Find(http, sessions) is not { } session)
        {
            return;
        }

        var filter = ReadFilter(http.Request.Query);
        Begin(http, type, "requests");
        await http.Response.WriteAsync(head, http.RequestAborted);
        string? cursor = null;
        do
        {
            var path = filter.Write("/spend/logs/ui").Add("cursor", cursor).Add("page_size", RowsAtOnce).ToString();
            var page = await gateway.GetAsync<SpendLogPage>(session.Key, path, http.RequestAborted);
            foreach (var row in page.Data)
            {
                await http.Response.WriteAsync(write(row), http.RequestAborted);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static async Task UsageAsync(HttpContext http, GatewayHttp gateway, SessionStore sessions)
    {
        var query = http.Request.Query;
        if (Find(http, sessions) is not { } session
            || !DateOnly.TryParse(query["from"], CultureInfo.InvariantCulture, out var from) || !DateOnly.TryParse(query["to"], CultureInfo.InvariantCulture, out var to))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var by = query["by"].ToString() is { Length: > 0 } text ? text : "model";
        var groups = await gateway.GetAsync<SpendGroups>(session.Key, UsageApi.Groups(by, from, to, ReadFilter(query), MostGroups), http.RequestAborted);
        Begin(http, "text/csv", $"usage-by-{groups.GroupBy}");
        await http.Response.WriteAsync(Csv.Line(by, "name", "cost_usd", "requests", "failures", "cache_hits", "prompt_tokens", "completion_tokens", "cached_tokens"), http.RequestAborted);
        foreach (var row in groups.Data)
        {
            await http.Response.WriteAsync(
                Csv.Line(row.Id, row.Name, row.Spend, row.Requests, row.Failures, row.CacheHits, row.PromptTokens, row.CompletionTokens, row.CachedTokens), http.RequestAborted);
        }
    }

    private static Session? Find(HttpContext http, SessionStore sessions)
    {
        var session = sessions.Find(SessionClaims.SessionIdOf(http.User));
        if (session is null)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return session;
    }

    private static LogFilter ReadFilter(IQueryCollection query)
    {
        return new LogFilter
        {
            Search = Text("search"),
            Key = Text("key"),
            Team = Text("team"),
            Organization = Text("organization"),
            User = Text("user"),
            Customer = Text("customer"),
            Model = Text("model"),
            Tag = Text("tag"),
            Session = Text("session"),
            Status = Text("status"),
            From = Time("from"),
            To = Time("to"),
        };

        string? Text(string name) => query[name] is [{ Length: > 0 } text] ? text : null;

        DateTimeOffset? Time(string name) =>
            DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static void Begin(HttpContext http, string type, string name)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = type + "; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{(type == "text/csv" ? "csv" : "jsonl")}\"";
    }
}
