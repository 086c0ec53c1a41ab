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
        if (data.Kind is not ActivityKind.Server || data.GetTagItem("url.path") is not string path)
        {
            return;
        }

        if (data.ParentSpanId == default && s_probes.Any(probe => path.StartsWith(probe, StringComparison.Ordinal) || path.EndsWith(probe, StringComparison.Ordinal)))
        {
            // The exporters take recorded spans only.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        // A path that anybody may ask for has no place in a name: there would be as many names as callers think of. One that
        // another service of the system asks for is a route.
        var method = data.GetTagItem("http.request.method") as string ?? "HTTP";
        var route = data.GetTagItem("http.route") as string ?? (data.ParentSpanId == default ? null : path);
        data.DisplayName = route is { Length: > 0 } ? $"{method} {route}" : method;
    }
}
