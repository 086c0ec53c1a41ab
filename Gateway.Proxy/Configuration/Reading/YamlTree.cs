using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Builds <see cref="ConfigNode"/>s from the parser's events. Our own tree, because findings need the line of every key,
/// and because a hostile or broken file (an alias inside its own anchor, endless nesting) must end in a finding.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 64;
    private const long MostNodes = 2_000_000;
    private const string MergeKey = "<<";

    private static readonly string[] s_tags = [.. ((string[])["str", "int", "float", "bool", "null", "map", "seq"]).Select(name => "tag:yaml.org,2002:" + name)];

    private readonly string _file;
    private readonly Findings _findings;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = [];

    private YamlTree(string text, string file, Findings findings)
    {
        _file = file;
        _findings = findings;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root, or null after reporting what is wrong (or that the document is empty).</summary>
    public static ConfigNode? Parse(string text, string file, Findings findings)
    {
        if (YamlProblems.FindUnreadableCharacter(text) is var (at, message))
        {
            findings.Error(file, at, "", message);
            return null;
        }

        try
        {
            return new YamlTree(text, file, findings).Document();
        }
        catch (YamlException e)
        {
            var (number, problem) = YamlProblems.Explain(e, text);
            findings.Error(file, number, "", problem);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner fails in its own ways on some broken input.
            findings.Error(file, 1, "", $"the file is not valid YAML ({e.Message})");
            return null;
        }
    }

    private ConfigNode? Document()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is StreamEnd)
        {
            return null;
        }

        _parser.MoveNext();
        var root = Node("", secret: false, depth: 0);
        _parser.MoveNext();
        if (_parser.Current is DocumentStart second)
        {
            _findings.Error(_file, (int)second.Start.Line, "", "a second YAML document begins here ('---'); a config is one document");
        }

        return root;
    }

    // On entry the parser stands on the node's first event, on return behind its last.
    private ConfigNode Node(string path, bool secret, int depth)
    {
        var start = _parser.Current!;
        if (depth > DeepestNesting)
        {
            throw new SemanticErrorException(start.Start, start.End, $"values are nested more than {DeepestNesting} levels deep");
        }

        ConfigNode node = start switch
        {
            Scalar scalar => Scalar(scalar, path, secret),
            SequenceStart => Sequence(Line(start), path, secret, depth),
            MappingStart => Mapping(Line(start), path, secret, depth),
            AnchorAlias alias => _anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new SemanticErrorException(start.Start, start.End, $"the alias *{alias.Value} has no anchor &{alias.Value} before it"),
            _ => throw new SemanticErrorException(start.Start, start.End, "a value was expected here"),
        };
        if (node.Size > MostNodes)
        {
            throw new SemanticErrorException(start.Start, start.End, "the aliases of this file expand to millions of values");
        }

        if (start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag } && !s_tags.Contains(tag.Value))
        {
            _findings.Error(_file, Line(start), path, $"the YAML tag '{tag.Value}' is not supported; write the plain value");
        }

        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        _parser.MoveNext();
        return node;
    }

    private ConfigScalar Scalar(Scalar scalar, string path, bool secret)
    {
        // !!str 5 and "5" are texts, !!int "5" is a number.
        var quoted = scalar.Tag.IsEmpty
            ? scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)
            : scalar.Tag.IsNonSpecific || scalar.Tag.Value == "tag:yaml.org,2002:str";
        return new(_file, Line(scalar), path, secret, scalar.Value, quoted);
    }

    private ConfigSequence Sequence(int line, string path, bool secret, int depth)
    {
        var items = new List<ConfigNode>();
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node($"{path}[{items.Count}]", secret, depth + 1));
        }

        return new(_file, line, path, secret, items);
    }

    private ConfigMapping Mapping(int line, string path, bool secret, int depth)
    {
        var entries = new List<ConfigEntry>();
        var firstLines = new Dictionary<string, int>();
        var merged = new List<ConfigNode>();
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            if (_parser.Current is not Scalar key)
            {
                throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, "a key must be a plain name");
            }

            var name = key.Value;
            var keyLine = Line(key);
            var segment = Secrets.PathSegment(path, name, entries.Count);
            var keyPath = path.Length == 0 ? segment : $"{path}.{segment}";
            _parser.MoveNext();
            var value = Node(keyPath, secret || Secrets.IsSecretName(name, path), depth + 1);
            if (name == MergeKey && key.Style == ScalarStyle.Plain)
            {
                merged.Add(value);
            }
            else if (firstLines.TryAdd(name, keyLine))
            {
                entries.Add(new(name, keyLine, value));
            }
            else
            {
                _findings.Error(_file, keyLine, keyPath, $"the key is given twice in one map; the first is on line {firstLines[name]}");
            }
        }

        var mapping = new ConfigMapping(_file, line, path, secret, entries);
        return merged.Aggregate(mapping, Merge);
    }

    // <<: *defaults, or <<: [*first, *second]; what is written out wins.
    private ConfigMapping Merge(ConfigMapping mapping, ConfigNode value)
    {
        switch (value)
        {
            case ConfigMapping defaults:
                return mapping.WithDefaults(defaults.Entries);
            case ConfigSequence several when several.Items.All(item => item is ConfigMapping):
                return several.Items.Aggregate(mapping, Merge);
            default:
                _findings.Error(value, $"found {value.Describe()}; valid after '<<' is a map, or a list of maps");
                return mapping;
        }
    }

    private static int Line(ParsingEvent parsed) => (int)parsed.Start.Line;
}
