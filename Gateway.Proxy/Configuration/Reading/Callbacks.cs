namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>callbacks: ["prometheus", "my_module.handler"]</c>: metrics, traces and Langfuse are built in, Python is not there.</summary>
internal static class Callbacks
{
    private static readonly string[] s_keys = ["callbacks", "success_callback", "failure_callback", "service_callback", "service_callbacks", "audit_log_callbacks"];
    private static readonly string[] s_builtIn = ["prometheus", "prometheus_system", "otel", "opentelemetry", .. LangfuseReader.Names];

    // What they do is done wherever the config says how much whom.
    private static readonly string[] s_sharing = ["dynamic_rate_limiter", "dynamic_rate_limiter_v3"];

    // These refuse or change requests: whoever names one relies on it.
    private static readonly string[] s_checks =
    [
        "presidio", "llmguard_moderations", "llamaguard_moderations", "google_text_moderation", "azure_content_safety", "openai_moderations",
        "lakera_prompt_injection", "lakera", "aporia_prompt_injection", "aporio_prompt_injection", "detect_prompt_injection", "hide_secrets", "banned_keywords",
        "blocked_user_check",
    ];

    public static void Check(Section section)
    {
        var isShared = section.Node("priority_reservation") is not null;
        foreach (var key in s_keys)
        {
            var items = section.Strings(key) is null ? [] : section.Node(key) is ConfigSequence list ? list.Items : [section.Node(key)!];
            foreach (var item in items.OfType<ConfigScalar>().Where(item => !s_builtIn.Contains(item.Text) && !(isShared && s_sharing.Contains(item.Text))))
            {
                section.Context.Findings.Warn(item, Advice(item.Text));
            }
        }
    }

    private static string Advice(string name) =>
        s_sharing.Contains(name) ? "set priority_reservation: without it, whoever comes first is served first"
        : s_checks.Contains(name) ? $"there is no '{name}' here: requests are NOT checked by it; put the check in front of the gateway or in the model server"
        : name.Contains('.', StringComparison.Ordinal) ? $"'{name}' is Python code, which this gateway cannot run; use traces (OTEL_EXPORTER_OTLP_ENDPOINT) or the spend log instead"
        : $"there is no callback '{name}'; traces go wherever OTEL_EXPORTER_OTLP_ENDPOINT says, and /metrics is always on";
}
