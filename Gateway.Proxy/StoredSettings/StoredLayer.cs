using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.StoredSettings;

/// <summary>Lays the stored settings over the tree of the config file, so that the readers see one config and check it as a whole.</summary>
internal static class StoredLayer
{
    /// <summary>Stands in findings where a file is named.</summary>
    public const string Source = "settings changed at run time";

    /// <summary>A stored key replaces the file's value whole: lists and maps are not merged.</summary>
    public static ConfigMapping Over(ConfigMapping root, IReadOnlyList<StoredSetting> stored, Findings findings)
    {
        var entries = root.Entries.ToList();
        foreach (var section in stored.GroupBy(setting => setting.Section))
        {
            var layer = Read(section.Key, section, findings);
            var at = entries.FindIndex(entry => entry.Name == section.Key);
            if (at < 0)
            {
                entries.Add(layer);
            }
            else
            {
                var below = entries[at].Value is ConfigMapping map ? map : root.Empty(section.Key);
                entries[at] = entries[at] with { Value = ((ConfigMapping)layer.Value).WithDefaults(below.Entries) };
            }
        }

        return stored.Count == 0 ? root : new(root.File, root.Line, root.Path, root.IsSecret, entries);
    }

    private static ConfigEntry Read(string section, IEnumerable<StoredSetting> settings, Findings findings)
    {
        var json = new JsonObject { [section] = new JsonObject(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value.DeepClone()))) };
        return ((ConfigMapping)new JsonNodes(Source, findings).Read(json)).Entries[0];
    }
}
