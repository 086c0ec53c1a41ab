namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// A list of one-key maps; a plain map is taken as well.
/// <code>
/// fallbacks:
///   - gpt-oss-120b: [gpt-oss-20b, qwen-30b]
///   - "*": [qwen-30b]
/// </code>
/// </summary>
internal static class FallbacksReader
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(Section section, string name)
    {
        var maps = section.Node(name) is ConfigMapping plain ? [new Section(plain, section.Context)] : section.Children(name);
        var fallbacks = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var map in maps)
        {
            foreach (var entry in map.Map.Entries)
            {
                if (fallbacks.ContainsKey(entry.Name))
                {
                    map.Warn(entry, $"'{entry.Name}' has fallbacks above; these are not used");
                }
                else if (map.Strings(entry.Name) is { } groups)
                {
                    fallbacks[entry.Name] = groups;
                }
            }
        }

        return fallbacks;
    }
}
