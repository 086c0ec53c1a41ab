namespace Gateway.Simulator.Configuration;

/// <summary>
/// How long an answer takes: time to first token = overhead + uncached prompt tokens × time per prompt token; then one
/// token after another, with jitter, slower under load. Can be replaced while the engine runs.
/// </summary>
internal sealed record EngineTiming
{
    /// <summary>No latency: answers come as fast as the machine can.</summary>
    public static EngineTiming None { get; } = new();

    /// <summary>What a person would take for a real server: about 30 ms to the first token, then 100 tokens a second.</summary>
    public static EngineTiming Realistic { get; } = new()
    {
        TtftMs = 25,
        PromptTokenMs = 0.05,
        InterTokenMs = 10,
        Jitter = 0.2,
        LoadSlowdown = 2,
    };

    /// <summary>Part of the time to first token that every request pays.</summary>
    public double TtftMs { get; init; }

    /// <summary>Prefill time of one prompt token that is not in the prefix cache.</summary>
    public double PromptTokenMs { get; init; }

    public double InterTokenMs { get; init; }

    /// <summary>Standard deviation of the inter-token latency as a share of it; the result stays within ±70 %.</summary>
    public double Jitter { get; init; }

    /// <summary>How many times slower tokens come when <c>max_num_seqs</c> run than when one runs.</summary>
    public double LoadSlowdown { get; init; } = 1;
}
