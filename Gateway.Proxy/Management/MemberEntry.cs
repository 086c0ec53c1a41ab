using System.Text.Json.Nodes;

namespace Gateway.Proxy.Management;

/// <summary>Somebody whom a call puts into a team or an organization; either the id or the e-mail address is there.</summary>
internal sealed record MemberEntry(string? UserId, string? UserEmail, string? Role)
{
    /// <summary>What a body lists: one object or several, <c>{"role": "user", "user_id": "…"}</c>.</summary>
    /// <param name="field">Where the entries were, for errors.</param>
    /// <param name="entries">As they were sent.</param>
    public static IEnumerable<MemberEntry> Read(string field, JsonNode? entries)
    {
        foreach (var entry in entries is JsonArray list ? [.. list] : (JsonNode?[])[entries])
        {
            if (entry is not JsonObject body)
            {
                throw ManagementException.Invalid(field, "must be an object, or a list of objects, with role and user_id or user_email.");
            }

            var (id, email) = (ManagementCall.Text(body, "user_id"), ManagementCall.Text(body, "user_email"));
            if (id is null && email is null)
            {
                throw ManagementException.Invalid(field, "needs a user_id or a user_email.");
            }

            yield return new(id, email, ManagementCall.Text(body, "role"));
        }
    }
}
