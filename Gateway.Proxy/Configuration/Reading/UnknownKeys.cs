using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Keys that no reader asks for. They are reported when every section has been read: a key that is merely in the wrong section,
/// such as a budget that nobody would keep, is told where it belongs.
/// </summary>
internal sealed class UnknownKeys
{
    private readonly List<Section> _sections = [];

    public void Add(Section section) => _sections.Add(section);

    public void Report()
    {
        foreach (var section in _sections)
        {
            foreach (var entry in section.Rest)
            {
                section.Warn(entry, $"unknown key, ignored{Hint(entry.Name, section)}");
            }
        }
    }

    private string Hint(string name, Section section)
    {
        if (section.Map.Path.Length == 0 || IsSettings(section))
        {
            if (_sections.Find(other => IsSettings(other) && other.Asked.Contains(name)) is { } home)
            {
                return $"; it belongs into {home.Map.Path}";
            }
        }

        return NearestName.Find(name, section.Known) is { } near ? $"; did you mean '{near}'?"
            : section.Known.Count <= 6 ? $"; the keys here are {string.Join(", ", section.Known)}"
            : "";
    }

    private static bool IsSettings(Section section) => section.Map.Path is SettingFields.Router or SettingFields.Litellm or SettingFields.General;
}
