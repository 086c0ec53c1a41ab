namespace Gateway.Proxy.Configuration.Reading;

internal sealed record ConfigMapping(string File, int Line, string Path, bool IsSecret, IReadOnlyList<ConfigEntry> Entries)
    : ConfigNode(File, Line, Path, IsSecret)
{
    private readonly Dictionary<string, ConfigEntry> _byName = Index(Entries);

    public override long Size { get; } = 1 + Entries.Sum(entry => entry.Value.Size);

    public override string Describe() => Entries.Count == 0 ? "an empty map" : "a map";

    public ConfigEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>This mapping, and what another one says about keys that this one leaves unset.</summary>
    public ConfigMapping WithDefaults(IEnumerable<ConfigEntry> defaults)
    {
        var added = defaults.Where(entry => Find(entry.Name)?.Value is null or ConfigScalar { IsNull: true }).ToList();
        if (added.Count == 0)
        {
            return this;
        }

        var names = added.Select(entry => entry.Name).ToHashSet();
        return new(File, Line, Path, IsSecret, [.. Entries.Where(entry => !names.Contains(entry.Name)), .. added]);
    }

    /// <summary>Stands in for a map under this one that the file leaves out.</summary>
    public ConfigMapping Empty(string name) => new(File, Line, PathOf(name), IsSecret, []);

    private static Dictionary<string, ConfigEntry> Index(IReadOnlyList<ConfigEntry> entries)
    {
        var index = new Dictionary<string, ConfigEntry>(entries.Count);
        foreach (var entry in entries)
        {
            index.TryAdd(entry.Name, entry);
        }

        return index;
    }
}
