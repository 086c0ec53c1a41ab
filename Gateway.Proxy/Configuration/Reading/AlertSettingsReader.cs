using Gateway.Proxy.Alerts;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>alerting: ["slack", "webhook"]</c> and <c>alert_types: ["budget_alerts"]</c> of <c>general_settings</c>.</summary>
internal static class AlertSettingsReader
{
    private const string Targets = "alerting";
    private const string Types = "alert_types";

    private static readonly string[] s_targets = ["slack", "webhook"];

    // LiteLLM's kinds that nothing is sent for here.
    private static readonly string[] s_notSent =
    [
        "llm_exceptions", "llm_too_slow", "llm_requests_hanging", "daily_reports", "spend_reports", "new_model_added", "region_outage_alerts",
        "new_virtual_key_created", "virtual_key_updated", "virtual_key_deleted", "new_team_created", "team_updated", "team_deleted",
        "new_internal_user_created", "internal_user_updated", "internal_user_deleted", "fallback_reports",
    ];

    public static AlertSettings Read(Section section)
    {
        var targets = section.Strings(Targets) ?? [];
        foreach (var target in targets.Except(s_targets))
        {
            if (target == "email")
            {
                section.Context.Findings.Warn(section.Node(Targets)!, "no e-mail is sent; a webhook can");
            }
            else
            {
                section.Context.Findings.Error(section.Node(Targets)!, $"found '{target}'; valid is slack or webhook");
            }
        }

        var types = section.Strings(Types);
        foreach (var type in types?.Except(AlertKinds.Types) ?? [])
        {
            var node = section.Node(Types)!;
            if (s_notSent.Contains(type))
            {
                section.Context.Findings.Warn(node, $"nothing is sent for '{type}'; let Prometheus alert on /metrics");
            }
            else
            {
                section.Context.Findings.Error(node, $"found '{type}'; valid is {string.Join(", ", AlertKinds.Types)}");
            }
        }

        return new AlertSettings { Targets = [.. targets.Intersect(s_targets)], Types = types };
    }
}
