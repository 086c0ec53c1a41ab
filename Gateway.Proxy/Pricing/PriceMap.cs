using System.Text.Json;

namespace Gateway.Proxy.Pricing;

/// <summary>
/// Prices by model, in the JSON format of LiteLLM's <c>model_prices_and_context_window.json</c>:
/// <code>{"gpt-oss-120b": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "max_input_tokens": 131072, "mode": "chat"}}</code>
/// A small one is built in; <c>LITELLM_MODEL_COST_MAP_URL</c> names another, by path or URL. What the config says of a
/// deployment wins over both.
/// </summary>
internal sealed class PriceMap
{
    private const string Resource = "Pricing/model_prices.json";

    private readonly Dictionary<string, Dictionary<string, double>> _numbers;

    private PriceMap(Dictionary<string, Dictionary<string, double>> numbers) => _numbers = numbers;

    public static PriceMap BuiltIn { get; } = Read(typeof(PriceMap).Assembly.GetManifestResourceStream(Resource)!);

    /// <summary>How many models have prices.</summary>
    public int Count => _numbers.Count;

    /// <summary>The file at <paramref name="location"/> over the built-in map.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is no JSON object of objects.</exception>
    public static PriceMap Load(string location)
    {
        var path = location.StartsWith("file://", StringComparison.Ordinal) ? new Uri(location).LocalPath : location;
        using var file = File.OpenRead(path);
        return Over(BuiltIn, file);
    }

    /// <summary>The models of <paramref name="json"/>, and those of <paramref name="below"/> that it does not have.</summary>
    /// <exception cref="JsonException">It is no JSON object of objects.</exception>
    public static PriceMap Over(PriceMap below, Stream json)
    {
        var merged = new Dictionary<string, Dictionary<string, double>>(below._numbers, StringComparer.Ordinal);
        foreach (var (model, numbers) in Read(json)._numbers)
        {
            merged[model] = numbers;
        }

        return new PriceMap(merged);
    }

    /// <summary>The numbers of the first of these names that the map knows; empty when it knows none.</summary>
    public IReadOnlyDictionary<string, double> Find(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is not null && _numbers.TryGetValue(name, out var numbers))
            {
                return numbers;
            }
        }

        return new Dictionary<string, double>();
    }

    private static PriceMap Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A price map must be an object with a member for each model.");
        }

        var numbers = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        foreach (var model in document.RootElement.EnumerateObject().Where(model => model.Value.ValueKind == JsonValueKind.Object))
        {
            numbers[model.Name] = model.Value.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(member => member.Name, member => member.Value.GetDouble(), StringComparer.Ordinal);
        }

        return new PriceMap(numbers);
    }
}
