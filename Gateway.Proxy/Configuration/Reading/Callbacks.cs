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
            var items = section.Strings(key) is null ? [] : section.Node(key) is ConfigSequence list ? list.Items : [section.Node(key)!];
            foreach (var item in items.OfType<ConfigScalar>().Where(item => !s_builtIn.Contains(item.Text)))
            {
                var name = item.Text;
                section.Context.Findings.Warn(item, name.Contains('.', StringComparison.Ordinal)
                    ? $"'{name}' is Python code, which this gateway cannot run; use traces (OTEL_EXPORTER_OTLP_ENDPOINT) or the spend log instead"
                    : $"there is no callback '{name}'; traces go wherever OTEL_EXPORTER_OTLP_ENDPOINT says, and /metrics is always on");
            }
        }
    }
}
