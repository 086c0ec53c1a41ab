using System.Text.Json;

namespace Gateway.Proxy.Alerts;

/// <summary>
/// What is sent. To Slack <c>{"text":"…"}</c>; to a webhook the members of LiteLLM's WebhookEvent that are known:
/// <code>{"event":"budget_crossed","event_group":"key","event_message":"…","subject":"…","spend":10.2,"max_budget":10}</code>
/// </summary>
internal static class AlertJson
{
    public static byte[] Slack(Alert alert) => Write(json => json.WriteString("text", $"{Mark(alert.Kind)} {alert.Text}"));

    public static byte[] Webhook(Alert alert) => Write(json =>
    {
        json.WriteString("event", AlertKinds.Event(alert.Kind));
        json.WriteString("event_group", AlertKinds.Type(alert.Kind));
        json.WriteString("event_message", alert.Text);
        json.WriteString("subject", alert.Subject);
        if (alert.Spend is { } spend)
        {
            json.WriteNumber("spend", spend);
        }

        if (alert.MaxBudget is { } budget)
        {
            json.WriteNumber("max_budget", budget);
        }
    });

    // Slack's own names of pictures.
    private static string Mark(AlertKind kind) => kind switch
    {
        AlertKind.DatabaseBack or AlertKind.RedisBack => ":large_green_circle:",
        AlertKind.SoftBudgetPassed or AlertKind.DeploymentCoolsDown or AlertKind.KeyEnds or AlertKind.KeyRotationDue => ":large_yellow_circle:",
        AlertKind.Test => ":wave:",
        _ => ":red_circle:",
    };

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
