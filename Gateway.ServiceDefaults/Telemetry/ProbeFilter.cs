using System.Diagnostics;
using OpenTelemetry;

namespace Gateway.ServiceDefaults.Telemetry;

/// <summary>Leaves out the spans of health checks and scrapes: several a second, and nothing to be learned from them.</summary>
internal sealed class ProbeFilter : BaseProcessor<Activity>
{
    private static readonly string[] s_paths = ["/health", "/ping", "/metrics", "/alive", "/ready"];

    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Server, Parent: null } && data.GetTagItem("url.path") is string path && s_paths.Any(probe => path.StartsWith(probe, StringComparison.Ordinal)))
        {
            // The exporters take recorded spans only.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
