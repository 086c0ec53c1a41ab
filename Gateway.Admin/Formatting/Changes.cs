using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Formatting;

/// <summary>What a change came to: the fields whose values differ.</summary>
internal static class Changes
{
    private const int Most = 4;
    private const int Longest = 40;

    private static readonly string[] s_noise = ["updated_at", "updated_by", "spend"];

    public static string Describe(AuditEntry entry)
    {
        if (entry.Action is "member_put" or "member_deleted" && (entry.UpdatedValues ?? entry.BeforeValue) is JsonObject member)
        {
            return Show(member["user_email"] ?? member["user_id"]);
        }

        if (entry.BeforeValue is not JsonObject before || entry.UpdatedValues is not JsonObject after)
        {
            return "";
        }

        var changed = after
            .Where(field => !s_noise.Contains(field.Key) && !JsonNode.DeepEquals(field.Value, before[field.Key]))
            .Select(field => $"{field.Key.Replace('_', ' ')}: {Show(before[field.Key])} → {Show(field.Value)}")
            .ToList();
        return string.Join("; ", changed.Take(Most)) + (changed.Count > Most ? $" and {changed.Count - Most} more" : "");
    }

    private static string Show(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray { Count: 0 } => "none",
        _ => Figures.Short(value.ToString(), Longest),
    };
}
