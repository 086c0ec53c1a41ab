namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>callbacks: ["prometheus", "my_module.handler"]</c>: metrics and traces are built in, Python is not there.</summary>
internal static class Callbacks
{
    private static readonly string[] s_keys = ["callbacks", "success_callback", "failure_callback", "service_callback", "service_callbacks", "audit_log_callbacks"];
    private static readonly string[] s_builtIn = ["prometheus", "prometheus_system", "otel", "opentelemetry"];

    public static void Check(Section section)
    {
        foreach (var key in s_keys)
        {
            foreach (var name in (section.Strings(key) ?? []).Where(name => !s_builtIn.Contains(name)))
            {
                section.Context.Findings.Warn(section.Node(key)!, name.Contains('.', StringComparison.Ordinal)
                    ? $"'{name}' is Python code, which this gateway cannot run; use traces (OTEL_EXPORTER_OTLP_ENDPOINT) or the spend log instead"
                    : $"there is no callback '{name}'; traces go wherever OTEL_EXPORTER_OTLP_ENDPOINT says, and /metrics is always on");
            }
        }
    }
}
