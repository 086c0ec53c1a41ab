using System.Text;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Reads the main file and what it includes, and merges them into one tree.</summary>
internal sealed class ConfigSource(ReadContext context)
{
    private const string Include = "include";

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<ConfigFileVersion> _files = [];
    private readonly HashSet<string> _seen = [];

    public IReadOnlyList<ConfigFileVersion> Files => _files;

    /// <summary>The merged root, or null when some file cannot be read at all.</summary>
    public ConfigMapping? Read(string path) => Read(path, [], (line: 0, file: path, key: ""));

    // open: full paths of the files that are being read, outermost first.
    private ConfigMapping? Read(string path, List<string> open, (int line, string file, string key) from)
    {
        context.Findings.BeginFile(path);
        if (Load(path, from) is not { } text)
        {
            return null;
        }

        var errorsBefore = context.Findings.ErrorCount;
        switch (YamlTree.Parse(text, path, context.Findings))
        {
            case ConfigMapping root:
                return WithIncludes(root, path, [.. open, Path.GetFullPath(path)]);
            case null or ConfigScalar { IsNull: true }:
                if (context.Findings.ErrorCount == errorsBefore)
                {
                    context.Findings.Error(path, 1, "", "the file is empty; a config begins with 'model_list:'");
                }

                return null;
            case var other:
                context.Findings.Error(path, other.Line, "", $"found {other.Describe()}; a config is a map that begins with 'model_list:'");
                return null;
        }
    }

    // LiteLLM's rule: what is included comes after the file that includes it. Lists append, maps merge, later wins.
    private ConfigMapping? WithIncludes(ConfigMapping root, string path, List<string> open)
    {
        var merged = root;
        var complete = true;
        foreach (var item in IncludedFiles(root))
        {
            if (context.Resolve(item) is not { Length: > 0 } name)
            {
                continue;
            }

            var file = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
            var full = Path.GetFullPath(file);
            if (open.Contains(full))
            {
                context.Findings.Error(item, $"'{name}' includes itself, by way of {string.Join(" → ", [.. open.Select(Path.GetFileName), Path.GetFileName(full)])}");
                complete = false;
            }
            else if (!_seen.Add(full))
            {
                context.Findings.Warn(item, $"'{name}' is already included; it is read once");
            }
            else if (Read(file, open, (item.Line, item.File, item.Path)) is { } included)
            {
                merged = Merge(merged, included);
            }
            else
            {
                complete = false;
            }
        }

        return complete ? merged : null;
    }

    private IEnumerable<ConfigScalar> IncludedFiles(ConfigMapping root)
    {
        var items = root.Find(Include)?.Value switch
        {
            null or ConfigScalar { IsNull: true } => [],
            ConfigSequence list => list.Items,
            var single => [single],
        };
        foreach (var item in items)
        {
            if (item is ConfigScalar scalar)
            {
                yield return scalar;
            }
            else
            {
                context.Findings.Error(item, $"found {item.Describe()}; valid is a list of file names");
            }
        }
    }

    private string? Load(string path, (int line, string file, string key) from)
    {
        var bytes = default(byte[]);
        try
        {
            bytes = File.ReadAllBytes(path);
            return s_strictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                UnauthorizedAccessException => Directory.Exists(path) ? "is a directory" : "not readable (permission denied)",
                DecoderFallbackException => "not UTF-8 text",
                _ => $"not readable ({e.Message})",
            };
            context.Findings.Error(from.file, from.line, from.key, from.line == 0 ? reason : $"'{path}': {reason}");
            return null;
        }
        finally
        {
            _files.Add(ConfigFileVersion.Of(path, bytes));
        }
    }

    private static ConfigMapping Merge(ConfigMapping first, ConfigMapping later)
    {
        var entries = first.Entries.ToList();
        foreach (var entry in later.Entries)
        {
            if (entry.Name == Include)
            {
                continue;
            }

            var at = entries.FindIndex(existing => existing.Name == entry.Name);
            if (at < 0)
            {
                entries.Add(entry);
                continue;
            }

            entries[at] = (entries[at].Value, entry.Value) switch
            {
                (_, ConfigScalar { IsNull: true }) => entries[at],
                (ConfigMapping map, ConfigMapping more) => entries[at] with { Value = Merge(map, more) },
                (ConfigSequence list, ConfigSequence more) => entries[at] with { Value = new ConfigSequence(list.File, list.Line, list.Path, list.IsSecret, [.. list.Items, .. more.Items]) },
                _ => entry,
            };
        }

        return new(first.File, first.Line, first.Path, first.IsSecret, entries);
    }
}
