using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Management;

/// <summary>
/// Who may make and change which keys. Admins of the gateway: all of them. Others, as in LiteLLM: internal users their own, admins of a
/// team the team's, those of an organization all of its keys, members of a team what it permits (<see cref="TeamPermissions"/>); <c>key_generation_settings</c> narrows who may make keys.
/// Whoever holds a key's text acts as its owner, so that nobody else gets the text of a key that has one.
/// </summary>
internal static class KeyRights
{
    // May be changed by everybody who may change the key at all: the rest bounds it, so it takes the right to make such a key.
    private static readonly string[] s_harmless = ["key", "key_alias", "new_key", "grace_period", "user_id", "team_id", "organization_id"];

    /// <summary>Throws where this caller may not make a key like this; says who it belongs to where the body does not.</summary>
    /// <param name="call">Who makes it.</param>
    /// <param name="body">What <c>/key/generate</c> was sent.</param>
    /// <param name="permission">Of <see cref="TeamPermissions"/>.</param>
    public static void ToGenerate(ManagementCall call, JsonObject body, string permission)
    {
        var team = ManagementCall.Text(body, "team_id") is { Length: > 0 } id ? id : null;
        foreach (var required in Rules(call, team).RequiredParams)
        {
            if (body[required] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 })
            {
                throw ManagementException.Missing(required);
            }
        }

        if (call.Caller.IsAdmin)
        {
            return;
        }

        if (permission == TeamPermissions.Generate)
        {
            body["user_id"] ??= call.Caller.UserId;
        }

        var user = ManagementCall.Text(body, "user_id");
        if (!MayGenerate(call, team, permission) || (user is null ? permission == TeamPermissions.Generate : !call.Caller.Owns(user)))
        {
            throw call.Forbidden();
        }

        // What an organization pays for is for its own people.
        if (ManagementCall.Text(body, "organization_id") is { Length: > 0 } organization && call.Caller.RoleInOrganization(organization) is null)
        {
            throw call.Forbidden();
        }

        RefuseFor(body, "spend");
        RefusePriority(body, null);
        RefuseDynamicLimits(body, []);
    }

    /// <summary>Throws where this caller may not change this key so.</summary>
    /// <param name="call">Who changes it.</param>
    /// <param name="key">As it is stored.</param>
    /// <param name="permission">Of <see cref="TeamPermissions"/>.</param>
    /// <param name="body">The fields that are to change.</param>
    public static void ToChange(ManagementCall call, KeyInfo key, string permission, JsonObject body)
    {
        var caller = call.Caller;
        if (caller.IsAdmin)
        {
            return;
        }

        var inTeam = caller.MayInTeam(key.TeamId, permission) || caller.IsAdminOfOrganization(key.OrganizationId);
        var own = key.TeamId is null && caller.Owns(key.UserId) && caller.Role == UserRoles.InternalUser && permission != TeamPermissions.ResetSpend;
        var getsText = permission == TeamPermissions.Regenerate;
        if (caller.OnlyReads || !(inTeam || own) || (getsText && key.UserId is not null && !caller.Owns(key.UserId)))
        {
            throw call.Forbidden();
        }

        RefuseFor(body, "spend");
        RefusePriority(body, key.Metadata["priority"]);
        RefuseDynamicLimits(body, key.Metadata);
        RefuseChange(body, "team_id", key.TeamId);
        RefuseChange(body, "user_id", key.UserId);
        RefuseChange(body, "organization_id", key.OrganizationId);
        var bounds = permission == TeamPermissions.Unblock || body.Any(field => !s_harmless.Contains(field.Key));
        if (own && bounds && !MayGenerate(call, null, TeamPermissions.Generate))
        {
            throw call.Forbidden();
        }
    }

    private static bool MayGenerate(ManagementCall call, string? team, string permission)
    {
        var caller = call.Caller;
        var allowed = Rules(call, team).AllowedRoles;
        return !caller.OnlyReads && (team is null
            ? caller.Role == UserRoles.InternalUser && allowed?.Contains(UserRoles.InternalUser) != false
            : caller.MayInTeam(team, permission) && allowed?.Contains(caller.RoleIn(team)!) != false);
    }

    private static KeyGenerationRules Rules(ManagementCall call, string? team) =>
        team is null ? call.Snapshot.Config.LitellmSettings.PersonalKeyGeneration : call.Snapshot.Config.LitellmSettings.TeamKeyGeneration;

    private static void RefuseChange(JsonObject body, string field, string? current)
    {
        if (body.ContainsKey(field) && ManagementCall.Text(body, field) != current)
        {
            throw new ManagementException(GatewayErrors.FieldForAdmins(field));
        }
    }

    // Who is served first while a model is busy is not for its callers to say.
    public static void RefusePriority(JsonObject body, JsonNode? current)
    {
        if (body.ContainsKey("metadata") && !JsonNode.DeepEquals((body["metadata"] as JsonObject)?["priority"], current))
        {
            throw new ManagementException(GatewayErrors.FieldForAdmins("metadata.priority"));
        }
    }

    // A limit that mostly does not hold would be a way around upperbound_key_generate_params.
    private static void RefuseDynamicLimits(JsonObject body, JsonObject current)
    {
        foreach (var type in (string[])[StoredMetadata.RpmLimitType, StoredMetadata.TpmLimitType])
        {
            var wanted = body[type] ?? (body["metadata"] as JsonObject)?[type];
            if (wanted is JsonValue value && value.TryGetValue<string>(out var text) && text == StoredMetadata.Dynamic && new StoredMetadata(current).Text(type) != StoredMetadata.Dynamic)
            {
                throw new ManagementException(GatewayErrors.FieldForAdmins(type));
            }
        }
    }

    public static void RefuseFor(JsonObject body, string field)
    {
        if (body.ContainsKey(field))
        {
            throw new ManagementException(GatewayErrors.FieldForAdmins(field));
        }
    }
}
