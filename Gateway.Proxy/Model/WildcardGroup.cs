namespace Gateway.Proxy.Model;

/// <summary>A group whose name holds one star, such as <c>openai/*</c> or <c>*</c>.</summary>
internal sealed class WildcardGroup
{
    private readonly string _prefix;
    private readonly string _suffix;

    public WildcardGroup(ModelGroup group)
    {
        Group = group;
        var star = group.Name.IndexOf('*', StringComparison.Ordinal);
        _prefix = group.Name[..star];
        _suffix = group.Name[(star + 1)..];
    }

    public ModelGroup Group { get; }

    /// <summary>Gives the part that the star stands for; never empty.</summary>
    public bool TryMatch(string name, out string matched)
    {
        var fits = name.Length > _prefix.Length + _suffix.Length
            && name.StartsWith(_prefix, StringComparison.Ordinal)
            && name.EndsWith(_suffix, StringComparison.Ordinal);
        matched = fits ? name[_prefix.Length..^_suffix.Length] : "";
        return fits;
    }
}
