namespace Gateway.Proxy.Import;

/// <summary>What follows the verb.</summary>
/// <param name="DatabaseUrl">LiteLLM's database.</param>
/// <param name="DryRun">Read and count only.</param>
/// <param name="Rest">The proxy's own options.</param>
internal sealed record ImportArguments(string? DatabaseUrl, bool DryRun, IReadOnlyList<string> Rest)
{
    private const string Url = "--database-url";

    public static ImportArguments Parse(IReadOnlyList<string> arguments)
    {
        string? url = null;
        var dryRun = false;
        var rest = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var spelled = arguments[i].Replace('_', '-');
            if (spelled == Url)
            {
                url = i + 1 < arguments.Count ? arguments[++i] : null;
            }
            else if (spelled.StartsWith(Url + "=", StringComparison.Ordinal))
            {
                url = arguments[i][(Url.Length + 1)..];
            }
            else if (spelled == "--dry-run")
            {
                dryRun = true;
            }
            else
            {
                rest.Add(arguments[i]);
            }
        }

        return new(url, dryRun, rest);
    }

    // A record prints its properties, and the URL has a password.
    public override string ToString() => nameof(ImportArguments);
}
