using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.StoredSettings;

/// <summary>Checks what a call asks to be changed, before anything is written.</summary>
internal static class SettingChanges
{
    private static readonly string[] s_sections = [SettingFields.Router, SettingFields.Litellm, SettingFields.General];

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

    /// <summary>The model groups that a setting names, in the config that would come of it.</summary>
    public static IEnumerable<string> GroupsNamedBy(string name, RouterSettings settings) => name switch
    {
        "fallbacks" => Names(settings.Fallbacks),
        "context_window_fallbacks" => Names(settings.ContextWindowFallbacks),
        "content_policy_fallbacks" => Names(settings.ContentPolicyFallbacks),
        "default_fallbacks" => settings.DefaultFallbacks,
        "model_group_alias" => settings.ModelGroupAlias.Values.Select(alias => alias.Model),
        _ => [],
    };

    // Both the group that fails and those that follow; "*" is any.
    private static IEnumerable<string> Names(IReadOnlyDictionary<string, IReadOnlyList<string>> fallbacks) =>
        fallbacks.SelectMany(entry => entry.Value.Prepend(entry.Key)).Where(name => name != "*");
}
