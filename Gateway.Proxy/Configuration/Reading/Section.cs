namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// One map of the file with typed getters. A getter returns null when the key is not set, and after reporting a value of
/// the wrong kind, so that a reader is one line a setting: <c>Cache = section.Bool("cache") ?? defaults.Cache</c>.
/// Every name that is asked for is known from then on; <see cref="WarnAboutUnknown"/> has the rest reported.
/// </summary>
internal sealed partial class Section(ConfigMapping map, ReadContext context)
{
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _asked = [];

    public ConfigMapping Map => map;

    public ReadContext Context => context;

    private Findings Findings => context.Findings;

    /// <summary>The keys that nothing has asked for yet.</summary>
    public IEnumerable<ConfigEntry> Rest => map.Entries.Where(entry => !_known.Contains(entry.Name));

    public IReadOnlyCollection<string> Known => _known;

    /// <summary>The known keys less those that are only accepted.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>The raw value; null when the key is missing or null.</summary>
    public ConfigNode? Node(string name)
    {
        _known.Add(name);
        _asked.Add(name);
        return map.Find(name)?.Value is { } node and not ConfigScalar { IsNull: true } ? node : null;
    }

    /// <summary>Keys of LiteLLM that have no effect here and whose absence nobody notices.</summary>
    public Section Accept(params IEnumerable<string> names)
    {
        _known.UnionWith(names);
        return this;
    }

    /// <summary>Keys of LiteLLM that users would miss: a warning says what to do instead.</summary>
    public Section NotHonoured(IReadOnlyDictionary<string, string> advice)
    {
        foreach (var (name, message) in advice)
        {
            if (Node(name) is { } node && !IsOff(name, node))
            {
                Warn(map.Find(name)!, message);
            }
        }

        return this;
    }

    public void Missing(string name, string message) => Findings.Error(map.File, map.Line, map.PathOf(name), $"missing; {message}");

    public Section? Child(string name) => Node(name) switch
    {
        null => null,
        ConfigMapping child => new(child, context),
        var other => Wrong<Section>(other, "a map"),
    };

    /// <summary>The maps of a list of maps.</summary>
    public IReadOnlyList<Section> Children(string name)
    {
        var sections = new List<Section>();
        switch (Node(name))
        {
            case null:
                break;
            case ConfigSequence list:
                foreach (var item in list.Items)
                {
                    if (item is ConfigMapping child)
                    {
                        sections.Add(new(child, context));
                    }
                    else
                    {
                        Wrong<Section>(item, "a map");
                    }
                }

                break;
            case var other:
                Wrong<Section>(other, "a list of maps, each beginning with '- '");
                break;
        }

        return sections;
    }

    /// <summary>The keys left over are warned about when all sections were read.</summary>
    public void WarnAboutUnknown() => context.UnknownKeys.Add(this);

    public void Warn(ConfigEntry entry, string message) => Findings.Warn(entry.Value.File, entry.Line, entry.Value.Path, message);

    // Written out, but asking for nothing. ssl_verify is the one switch whose false asks for something.
    private static bool IsOff(string name, ConfigNode node) => node switch
    {
        ConfigScalar scalar => YamlScalars.CoreBool(scalar.Text) == (name == "ssl_verify"),
        ConfigSequence list => list.Items.Count == 0,
        ConfigMapping child => child.Entries.Count == 0,
        _ => false,
    };

    private T? Wrong<T>(ConfigNode node, string valid)
        where T : class
    {
        Findings.Error(node, $"found {node.Describe()}; valid is {valid}");
        return null;
    }
}
