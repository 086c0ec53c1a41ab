using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Management;

/// <summary>Fields of keys and teams that live in their <c>metadata</c>, as in LiteLLM.</summary>
internal static class MetadataFields
{
    // Of parts of LiteLLM that are not here.
    private static readonly string[] s_unused =
        ["guardrails", "policies", "prompts", "object_permission", "access_group_ids", "project_id", "agent_id", "config"];

    public static readonly string[] OfKeys =
    [
        StoredMetadata.EnforcedParams, StoredMetadata.AllowedCacheControls, StoredMetadata.AllowedPassThroughRoutes, StoredMetadata.RpmLimitType, StoredMetadata.TpmLimitType,
        StoredMetadata.RouterSettings, "temp_budget_increase", "temp_budget_expiry", .. s_unused,
    ];

    public static readonly string[] OfTeams =
    [
        "tags", "team_member_budget", "team_member_rpm_limit", "team_member_tpm_limit", TeamMembers.KeyDuration,
        StoredMetadata.AllowedPassThroughRoutes, StoredMetadata.RpmLimitType, StoredMetadata.TpmLimitType, StoredMetadata.RouterSettings, .. s_unused,
    ];

    /// <summary>Puts what a body has of <paramref name="fields"/> into the metadata, and checks what it brings; what is there already may be older than a rule.</summary>
    public static void Merge(JsonObject body, JsonObject metadata, string[] fields)
    {
        foreach (var field in fields)
        {
            if (body.TryGetPropertyValue(field, out var value))
            {
                metadata[field] = value?.DeepClone();
            }
        }

        var sent = body["metadata"] as JsonObject;
        foreach (var (field, value) in metadata)
        {
            if (body.ContainsKey(field) || sent?.ContainsKey(field) == true)
            {
                Check(field, value);
            }
        }
    }

    /// <summary>Tells what is kept and shown again, but does nothing: whoever sent it should not rely on it.</summary>
    public static void AddWarnings(JsonObject answer, JsonObject metadata)
    {
        var fields = s_unused.Where(field => IsSet(metadata[field]))
            .Concat(CallerRoutingReader.Unused(metadata[StoredMetadata.RouterSettings]).Select(field => $"{StoredMetadata.RouterSettings}.{field}"));
        Warnings.Add(answer, fields.Select(field => $"'{field}' is kept, but has no effect in this gateway."));
    }

    private static void Check(string field, JsonNode? value)
    {
        switch (field)
        {
            case "tags" or StoredMetadata.EnforcedParams or StoredMetadata.AllowedCacheControls or StoredMetadata.AllowedPassThroughRoutes:
                Checks.Texts(field, value);
                break;
            case StoredMetadata.RpmLimitType or StoredMetadata.TpmLimitType when value is not null:
                Checks.OneOf(field, value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "", "best_effort_throughput", StoredMetadata.Guaranteed, StoredMetadata.Dynamic);
                break;
            case StoredMetadata.RouterSettings:
                CallerRoutingReader.Read(value, out var problem);
                if (problem is { } wrong)
                {
                    throw ManagementException.Invalid(wrong.Field, wrong.Why);
                }

                break;
        }
    }

    private static bool IsSet(JsonNode? value) => value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }) && value.GetValueKind() != JsonValueKind.Null;
}
