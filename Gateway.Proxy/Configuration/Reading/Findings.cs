namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Collects everything that is wrong, so that one run shows all of it.</summary>
internal sealed class Findings
{
    private readonly List<ConfigFinding> _errors = [];
    private readonly List<ConfigFinding> _warnings = [];
    private readonly List<string> _files = [];

    public int ErrorCount => _errors.Count;

    public void Error(ConfigNode node, string message) => Error(node.File, node.Line, node.Path, message);

    public void Error(string file, int line, string key, string message) => _errors.Add(new(file, line, key, message));

    public void Warn(ConfigNode node, string message) => Warn(node.File, node.Line, node.Path, message);

    public void Warn(string file, int line, string key, string message) => _warnings.Add(new(file, line, key, message));

    /// <summary>Findings of a file are listed together, the files in the order in which they were read.</summary>
    public void BeginFile(string file) => _files.Add(file);

    public IReadOnlyList<ConfigFinding> Errors() => InOrder(_errors);

    public IReadOnlyList<ConfigFinding> Warnings() => InOrder(_warnings);

    // Defaults and credentials are read once for every deployment that uses them: what they say is said once.
    private List<ConfigFinding> InOrder(IEnumerable<ConfigFinding> findings) =>
        [.. findings.Distinct().OrderBy(finding => _files.IndexOf(finding.File)).ThenBy(finding => finding.Line)];
}
