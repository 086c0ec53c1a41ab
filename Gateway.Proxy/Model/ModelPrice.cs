namespace Gateway.Proxy.Model;

/// <summary>What a deployment's tokens, seconds and requests cost, in US dollars each.</summary>
internal sealed record ModelPrice
{
    public static readonly ModelPrice Free = new();

    public double InputPerToken { get; init; }

    public double OutputPerToken { get; init; }

    /// <summary>Prompt tokens that came from the server's prefix cache; null: as any other.</summary>
    public double? CachedInputPerToken { get; init; }

    public double? ReasoningOutputPerToken { get; init; }

    /// <summary>For each second of the upstream call.</summary>
    public double PerSecond { get; init; }

    public double PerRequest { get; init; }

    /// <summary>Reads LiteLLM's cost keys (litellm-compat sections 1.2 and 12).</summary>
    public static ModelPrice From(IReadOnlyDictionary<string, double> costs) => costs.Count == 0 ? Free : new ModelPrice
    {
        InputPerToken = costs.GetValueOrDefault("input_cost_per_token"),
        OutputPerToken = costs.GetValueOrDefault("output_cost_per_token"),
        CachedInputPerToken = Find(costs, "cache_read_input_token_cost"),
        ReasoningOutputPerToken = Find(costs, "output_cost_per_reasoning_token"),
        PerSecond = costs.GetValueOrDefault("input_cost_per_second") + costs.GetValueOrDefault("output_cost_per_second"),
        PerRequest = costs.GetValueOrDefault("input_cost_per_request"),
    };

    private static double? Find(IReadOnlyDictionary<string, double> costs, string key) =>
        costs.TryGetValue(key, out var cost) ? cost : null;
}
