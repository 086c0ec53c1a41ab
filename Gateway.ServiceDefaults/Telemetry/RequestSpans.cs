using System.Diagnostics;
using OpenTelemetry;

namespace Gateway.ServiceDefaults.Telemetry;

/// <summary>
/// Gives ASP.NET Core's request spans the name that OpenTelemetry asks for (<c>POST /v1/chat/completions</c>), and leaves out
/// those of health checks and scrapes: several a second, and nothing to be learned from them.
/// </summary>
internal sealed class RequestSpans : BaseProcessor<Activity>
{
    private static readonly string[] s_probes = ["/health", "/ping", "/metrics", "/alive", "/ready"];

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.path") is string path && data.Kind is ActivityKind.Server)
        {
            Name(data, path);
            if (s_probes.Any(probe => path.StartsWith(probe, StringComparison.Ordinal) || path.EndsWith(probe, StringComparison.Ordinal)))
            {
                LeaveOut(data);
            }
        }
        else if (data is { Kind: ActivityKind.Client, Source.Name: "System.Net.Http" } && data.ParentSpanId == default)
        {
            // A call of the service's own, such as a scrape: no request is waiting for it.
            LeaveOut(data);
        }
    }

    // A path that anybody may ask for has no place in a name: there would be as many names as callers think of. One that
    // another service of the system asks for is a route.
    private static void Name(Activity data, string path)
    {
        var method = data.GetTagItem("http.request.method") as string ?? "HTTP";
        var route = data.GetTagItem("http.route") as string ?? (data.ParentSpanId == default ? null : path);
        data.DisplayName = route is { Length: > 0 } ? $"{method} {route}" : method;
    }

    // The exporters take recorded spans only.
    private static void LeaveOut(Activity data) => data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
}
