using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.CommandLine;

/// <summary>
/// Flags such as <c>--max-num-seqs 8 --inter-token-ms 20 --enable-prompt-tokens-details</c>, put into the JSON of the
/// fleet file: one reader and one set of names for both.
/// </summary>
internal sealed class SettingFlags
{
    private readonly List<(string Name, string? Value)> _flags = [];

    public bool Any => _flags.Count > 0;

    public string First => _flags[0].Name;

    public void Add(string name, string? value) => _flags.Add((name, value));

    public bool Has(string name) => _flags.Exists(flag => flag.Name == name);

    public EngineSettings ApplyTo(EngineSettings defaults)
    {
        var engine = JsonSerializer.SerializeToNode(defaults, SimulatorJson.Default.EngineSettings)!.AsObject();
        var timing = engine["timing"]!.AsObject();
        foreach (var (name, value) in _flags)
        {
            // --inter-token-ms → inter_token_ms
            var key = name.Replace('-', '_');
            if (Find(SimulatorJson.Default.EngineSettings, key) is { } setting && setting != typeof(EngineTiming))
            {
                engine[key] = Node(name, value, setting);
            }
            else if (Find(SimulatorJson.Default.EngineTiming, key) is { } part)
            {
                timing[key] = Node(name, value, part);
            }
            else
            {
                throw new UsageException($"--{name} is not known. Settings are the names of EngineSettings, e.g. --max-num-seqs 8.");
            }
        }

        try
        {
            return SettingsJson.ReadEngine(engine);
        }
        catch (JsonException exception)
        {
            throw new UsageException(exception.Message.ReplaceLineEndings(" "));
        }
    }

    private static Type? Find(JsonTypeInfo type, string name) => type.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;

    private static JsonNode? Node(string name, string? value, Type type)
    {
        if (type == typeof(bool))
        {
            return value is null or "true" ? true : value is "false" ? false : throw new UsageException($"--{name}: '{value}' is neither true nor false.");
        }

        if (value is null)
        {
            throw new UsageException($"--{name} needs a value.");
        }

        if (type == typeof(string) || type.IsEnum)
        {
            return JsonValue.Create(value);
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            var list = new JsonArray();
            foreach (var item in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                list.Add((JsonNode)item);
            }

            return list;
        }

        try
        {
            // Numbers, and the list of faults as JSON: --faults '[{"kind": "status", "status": 503}]'
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            throw new UsageException($"--{name}: '{value}' is not a number.");
        }
    }
}
