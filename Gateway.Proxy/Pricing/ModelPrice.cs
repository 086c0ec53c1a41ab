namespace Gateway.Proxy.Pricing;

/// <summary>What a deployment's tokens, seconds and requests cost, in US dollars each, after discount and margin.</summary>
internal sealed record ModelPrice
{
    public static readonly ModelPrice Free = new();

    public double InputPerToken { get; init; }

    public double OutputPerToken { get; init; }

    /// <summary>Prompt tokens that came from the server's prefix cache; null: as any other.</summary>
    public double? CachedInputPerToken { get; init; }

    /// <summary>Prompt tokens that a provider put into its cache; null: as any other.</summary>
    public double? CacheWriteInputPerToken { get; init; }

    public double? ReasoningOutputPerToken { get; init; }

    /// <summary>Audio that was heard and came from no cache; null: as any other prompt token.</summary>
    public double? AudioInputPerToken { get; init; }

    /// <summary>Audio that was spoken; null: as any other completion token.</summary>
    public double? AudioOutputPerToken { get; init; }

    /// <summary>For each second of the upstream call.</summary>
    public double PerSecond { get; init; }

    public double PerRequest { get; init; }

    /// <summary>For each hour of the deployment's GPUs; a request pays for its share of the time, see <see cref="BusyClock"/>.</summary>
    public double PerGpuHour { get; init; }

    /// <summary>Nothing costs anything, by silence or by zeros.</summary>
    public bool IsFree => this == Free;

    /// <summary>Reads LiteLLM's cost keys (litellm-compat sections 1.2 and 12), and <c>gpu_cost_per_hour</c> of our own.</summary>
    public static ModelPrice From(IReadOnlyDictionary<string, double> costs)
    {
        var price = new ModelPrice
        {
            InputPerToken = costs.GetValueOrDefault("input_cost_per_token"),
            OutputPerToken = costs.GetValueOrDefault("output_cost_per_token"),
            CachedInputPerToken = Find(costs, "cache_read_input_token_cost"),
            CacheWriteInputPerToken = Find(costs, "cache_creation_input_token_cost"),
            ReasoningOutputPerToken = Find(costs, "output_cost_per_reasoning_token"),
            AudioInputPerToken = Find(costs, "input_cost_per_audio_token"),
            AudioOutputPerToken = Find(costs, "output_cost_per_audio_token"),
            PerSecond = costs.GetValueOrDefault("input_cost_per_second") + costs.GetValueOrDefault("output_cost_per_second"),
            PerRequest = costs.GetValueOrDefault("input_cost_per_request"),
            PerGpuHour = costs.GetValueOrDefault("gpu_cost_per_hour"),
        };
        return price == Free ? Free : price;
    }

    /// <summary>Every part of the price times <paramref name="factor"/>, and a fixed amount a request on top.</summary>
    public ModelPrice Adjusted(double factor, double perRequest) => this with
    {
        InputPerToken = InputPerToken * factor,
        OutputPerToken = OutputPerToken * factor,
        CachedInputPerToken = CachedInputPerToken * factor,
        CacheWriteInputPerToken = CacheWriteInputPerToken * factor,
        ReasoningOutputPerToken = ReasoningOutputPerToken * factor,
        AudioInputPerToken = AudioInputPerToken * factor,
        AudioOutputPerToken = AudioOutputPerToken * factor,
        PerSecond = PerSecond * factor,
        PerRequest = (PerRequest * factor) + perRequest,
        PerGpuHour = PerGpuHour * factor,
    };

    private static double? Find(IReadOnlyDictionary<string, double> costs, string key) =>
        costs.TryGetValue(key, out var cost) ? cost : null;
}
