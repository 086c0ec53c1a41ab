namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Everything that a fallback or an alias may point at.</summary>
internal sealed class ModelNames
{
    private readonly HashSet<string> _names;
    private readonly List<string> _wildcards;

    public ModelNames(GatewayConfig config)
    {
        _names =
        [
            .. config.ModelList.Select(entry => entry.ModelGroup),
            .. config.ModelList.Select(entry => entry.ModelInfo.Id).OfType<string>(),
            .. config.RouterSettings.ModelGroupAlias.Keys,
            .. config.LitellmSettings.ModelAliasMap.Keys,
        ];
        _wildcards = [.. _names.Where(name => name.EndsWith('*')).Select(name => name[..^1])];
    }

    public bool Has(string name) => _names.Contains(name) || _wildcards.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public string Suggest(string name) => NearestName.Find(name, _names) is { } near ? $"; did you mean '{near}'?" : "";
}
