using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.Charts;

/// <summary><c>GET /global/activity/series</c>: requests, errors, tokens, spend and latencies over time.</summary>
internal static class ActivityEndpoints
{
    private const int MostSteps = 1_000;

    private static readonly TimeSpan s_defaultPeriod = TimeSpan.FromDays(1);

    public static void MapActivity(this IEndpointRouteBuilder routes) =>
        routes.MapManagementGet("/global/activity/series", ManagementAccess.Viewer, "Requests, tokens, spend and latencies over time", SeriesAsync);

    private static async Task<JsonNode> SeriesAsync(ManagementCall call)
    {
        var step = TimeSpan.FromMinutes(call.Query("step_minutes", 15, 7 * 24 * 60));
        var to = Time(call, "end") ?? call.Now;
        var from = Time(call, "start") ?? to - s_defaultPeriod;

        // Whole steps since the epoch, the running one too, so that two calls share their steps.
        from = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % step.Ticks), TimeSpan.Zero);
        to = new DateTimeOffset(((to.UtcTicks / step.Ticks) + 1) * step.Ticks, TimeSpan.Zero);
        if (from >= to || (to - from) / step > MostSteps)
        {
            throw ManagementException.Invalid("start", $"between start and end there must be 1 to {MostSteps} steps.");
        }

        var series = await call.Http.RequestServices.GetRequiredService<ActivityStore>().ReadAsync(from, to, step, call.Query("model"), call.Aborted);
        return Fields.ToNode(series, ContractsJson.Default.ActivitySeries);
    }

    private static DateTimeOffset? Time(ManagementCall call, string name) => call.Query(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw ManagementException.Invalid(name, "must be a time (UTC) such as 2026-03-01 14:30:00.");
}
