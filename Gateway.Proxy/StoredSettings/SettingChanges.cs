using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.StoredSettings;

/// <summary>Checks what a call asks to be changed, before anything is written.</summary>
internal static class SettingChanges
{
    private static readonly string[] s_sections = [SettingFields.Router, SettingFields.Litellm, SettingFields.General];
    private static readonly string[] s_fallbacks = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"];

    /// <summary>All keys of a body such as <c>{"router_settings": {"num_retries": 3, "timeout": null}}</c>; null takes a change back.</summary>
    public static List<(SettingField Field, JsonNode? Value)> Read(JsonObject body)
    {
        var changes = new List<(SettingField, JsonNode?)>();
        foreach (var (section, value) in body)
        {
            if (!s_sections.Contains(section))
            {
                throw ManagementException.Invalid(section, $"is not changed at run time, put it into the config file. Sections that are: {string.Join(", ", s_sections)}.");
            }

            var keys = value switch
            {
                null => [],
                JsonObject map => map,
                _ => throw ManagementException.Invalid(section, "must be a map of settings."),
            };
            changes.AddRange(keys.Select(key => (Find(section, key.Key), key.Value)));
        }

        return changes.Count > 0 ? changes : throw ManagementException.Missing(SettingFields.Router);
    }

    public static SettingField Find(string section, string name)
    {
        if (SettingFields.Find(section, name) is { } field)
        {
            return field;
        }

        var elsewhere = SettingFields.All.FirstOrDefault(other => other.Name == name);
        var near = NearestName.Find(name, [.. SettingFields.All.Where(other => other.Section == section).Select(other => other.Name)]);
        var advice = elsewhere is not null ? $"; it belongs under {elsewhere.Section}" : near is not null ? $"; did you mean '{near}'?" : ", put it into the config file";
        throw ManagementException.Invalid($"{section}.{name}", $"is no setting that can be changed at run time{advice}.");
    }

    /// <summary>A fallback to a group that does not exist would be found out when it is needed.</summary>
    public static void RequireGroups(SettingField field, JsonNode? value, GatewaySnapshot snapshot)
    {
        IEnumerable<JsonNode?> names = (field.Name, value) switch
        {
            (var name, JsonArray maps) when s_fallbacks.Contains(name) => maps.OfType<JsonObject>().SelectMany(Targets),
            (var name, JsonObject map) when s_fallbacks.Contains(name) => Targets(map),
            ("default_fallbacks", JsonArray list) => list,
            ("model_group_alias", JsonObject aliases) => aliases.Select(alias => alias.Value is JsonObject details ? details["model"] : alias.Value),
            _ => [],
        };
        foreach (var item in names)
        {
            if (item is JsonValue text && text.TryGetValue(out string? group) && group != "*" && !snapshot.TryResolve(group, out _))
            {
                throw ManagementException.Invalid($"{field.Section}.{field.Name}", $"there is no model group '{group}'.");
            }
        }
    }

    // {"a": ["b"]}: both the group that fails and those that follow.
    private static IEnumerable<JsonNode?> Targets(JsonObject map) => map.SelectMany(entry => (entry.Value as JsonArray ?? []).Prepend(JsonValue.Create(entry.Key)));
}
