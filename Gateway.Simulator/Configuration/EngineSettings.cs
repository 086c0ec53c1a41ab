namespace Gateway.Simulator.Configuration;

/// <summary>
/// One simulated vLLM process. The JSON names are those of the fleet file (snake_case); on the command line the same
/// names are flags: <c>max_num_seqs</c> is <c>--max-num-seqs</c>. The defaults are fast: no latency at all.
/// </summary>
internal sealed record EngineSettings
{
    /// <summary>The service name, e.g. <c>vllm-gpt-oss-120b-1</c>.</summary>
    public string Name { get; init; } = "vllm-simulated";

    /// <summary>The served model name.</summary>
    public string Model { get; init; } = "simulated";

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>More names for the same model, as <c>--served-model-name a b</c> gives.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>LoRA adapters: extra model cards whose parent is the model.</summary>
    public IReadOnlyList<string> LoraAdapters { get; init; } = [];

    public EngineTask Task { get; init; } = EngineTask.Generate;

    /// <summary>Required as bearer token on /v1 and /v2 paths when set.</summary>
    public string? ApiKey { get; init; }

    public int MaxModelLen { get; init; } = 131_072;

    public int MaxNumSeqs { get; init; } = 256;

    /// <summary>How many requests may wait; the next one is refused with 503.</summary>
    public int MaxWaiting { get; init; } = 1_000;

    public SchedulingPolicy SchedulingPolicy { get; init; }

    /// <summary>Tokens in a block of the KV cache.</summary>
    public int BlockSize { get; init; } = 16;

    public int NumGpuBlocks { get; init; } = 16_384;

    public bool EnablePrefixCaching { get; init; } = true;

    public ReasoningField ReasoningField { get; init; }

    public ErrorShape ErrorShape { get; init; }

    public ContextErrorText ContextErrorText { get; init; }

    /// <summary>The metric names of older versions (<c>vllm:gpu_cache_usage_perc</c> and friends) instead of today's.</summary>
    public bool OldMetricNames { get; init; }

    public bool EnableAutoToolChoice { get; init; } = true;

    public bool EnablePromptTokensDetails { get; init; }

    public bool EnableForceIncludeUsage { get; init; }

    public bool EnableRequestIdHeaders { get; init; }

    public bool EnableServerLoadTracking { get; init; }

    public AnswerMode AnswerMode { get; init; }

    /// <summary>Exact length of a free text answer in tokens; 0 lets it vary with the prompt (about 30 to 110).</summary>
    public int AnswerTokens { get; init; }

    /// <summary>Length of the reasoning in tokens, when there is any.</summary>
    public int ReasoningTokens { get; init; } = 24;

    public long Seed { get; init; } = 42;

    public int EmbeddingDimensions { get; init; } = 1_024;

    /// <summary>What one picture costs in prompt tokens.</summary>
    public int ImageTokens { get; init; } = 64;

    /// <summary>What one audio or video part costs in prompt tokens.</summary>
    public int AudioTokens { get; init; } = 32;

    public string VllmVersion { get; init; } = "0.32.0";

    /// <summary>For so long after the start every inference path and /health answer 503.</summary>
    public double StartupDelayMs { get; init; }

    /// <summary>How many requests <c>SimulatedEngine.LastRequests</c> remembers.</summary>
    public int KeepRequests { get; init; } = 64;

    public EngineTiming Timing { get; init; } = EngineTiming.None;

    /// <summary>The faults that are on from the start; see <see cref="Faults.Fault"/>.</summary>
    public IReadOnlyList<Faults.Fault> Faults { get; init; } = [];
}
