using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Deploy;

/// <summary>
/// The Helm chart, rendered. Its templates have one construct only, <c>{{ .Values.… }}</c> (and the names of chart and release), so
/// putting the values in is all that Helm would do. A value that values.yaml does not declare is an error.
/// </summary>
internal static partial class Chart
{
    public static string Folder { get; } = Repository.File("aspire-manifest", "kubernetes");

    public static IReadOnlyList<(string File, JsonNode Manifest)> Render()
    {
        var values = YamlText.Read(File.ReadAllText(Path.Combine(Folder, "values.yaml")));
        return
        [
            .. Directory.EnumerateFiles(Path.Combine(Folder, "templates"), "*.yaml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetRelativePath(Folder, file), YamlText.Read(Fill(File.ReadAllText(file), values)))),
        ];
    }

    public static JsonNode Find(string kind, string name) =>
        Render().Select(rendered => rendered.Manifest).Single(manifest => (string?)manifest["kind"] == kind && (string?)manifest["metadata"]!["name"] == name);

    private static string Fill(string template, JsonNode values) => Expression().Replace(template, match => match.Groups[1].Value switch
    {
        ".Chart.Name" or ".Release.Name" => "gateway",
        var path when path.StartsWith(".Values.", StringComparison.Ordinal) => Value(values, path),
        var other => throw new InvalidOperationException($"{other}: not an expression that is known here."),
    });

    private static string Value(JsonNode values, string path)
    {
        var value = path[".Values.".Length..].Split('.').Aggregate((JsonNode?)values, (node, name) => node?[name]);
        return (string?)value ?? throw new InvalidOperationException($"{path} is not in values.yaml.");
    }

    [GeneratedRegex(@"\{\{\s*(.+?)\s*\}\}")]
    private static partial Regex Expression();
}
