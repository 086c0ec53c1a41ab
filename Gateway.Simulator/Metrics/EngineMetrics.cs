using System.Collections.Concurrent;
using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.Metrics;

/// <summary>What /metrics counts. A restarted engine begins with new ones, as a new process does.</summary>
internal sealed class EngineMetrics(EngineSettings settings)
{
    private long _promptTokens;
    private long _generationTokens;
    private long _prefixQueries;
    private long _prefixHits;
    private long _rejections;

    public long PromptTokens => Interlocked.Read(ref _promptTokens);

    public long GenerationTokens => Interlocked.Read(ref _generationTokens);

    public long PrefixQueries => Interlocked.Read(ref _prefixQueries);

    public long PrefixHits => Interlocked.Read(ref _prefixHits);

    public long Rejections => Interlocked.Read(ref _rejections);

    /// <summary>Ended requests by finished_reason. All of vLLM's reasons are there from the start.</summary>
    public ConcurrentDictionary<string, long> Finished { get; } = new(
        new[] { "stop", "length", "abort", "error" }.Select(reason => KeyValuePair.Create(reason, 0L)), StringComparer.Ordinal);

    /// <summary>Requests by method, path and status class, as the FastAPI instrumentator counts them.</summary>
    public ConcurrentDictionary<(string Method, string Path, string Status), long> Http { get; } = new();

    public Histogram TimeToFirstToken { get; } = new("vllm:time_to_first_token_seconds", "Histogram of time to first token in seconds.", Buckets.TimeToFirstToken);

    public Histogram InterToken { get; } = new(
        settings.OldMetricNames ? "vllm:time_per_output_token_seconds" : "vllm:inter_token_latency_seconds", "Histogram of inter-token latency in seconds.", Buckets.InterToken);

    public Histogram TimePerOutputToken { get; } = new("vllm:request_time_per_output_token_seconds", "Histogram of time per output token of a request.", Buckets.InterToken);

    public Histogram EndToEnd { get; } = new("vllm:e2e_request_latency_seconds", "Histogram of end to end request latency in seconds.", Buckets.Request);

    public Histogram Queue { get; } = new("vllm:request_queue_time_seconds", "Histogram of time spent waiting.", Buckets.Request);

    public Histogram Inference { get; } = new("vllm:request_inference_time_seconds", "Histogram of time spent running.", Buckets.Request);

    public Histogram Prefill { get; } = new("vllm:request_prefill_time_seconds", "Histogram of time spent in prefill.", Buckets.Request);

    public Histogram Decode { get; } = new("vllm:request_decode_time_seconds", "Histogram of time spent in decode.", Buckets.Request);

    public Histogram PromptLength { get; } = new("vllm:request_prompt_tokens", "Number of prefill tokens processed.", Buckets.Tokens(settings.MaxModelLen));

    public Histogram GenerationLength { get; } = new("vllm:request_generation_tokens", "Number of generation tokens processed.", Buckets.Tokens(settings.MaxModelLen));

    public Histogram MaxGenerationLength { get; } = new(
        "vllm:request_max_num_generation_tokens", "Histogram of the longest answer of a request.", Buckets.Tokens(settings.MaxModelLen));

    public Histogram ParamsMaxTokens { get; } = new("vllm:request_params_max_tokens", "Histogram of the max_tokens parameter.", Buckets.Tokens(settings.MaxModelLen));

    public Histogram ParamsN { get; } = new("vllm:request_params_n", "Histogram of the n parameter.", Buckets.Choices);

    public IEnumerable<Histogram> Histograms =>
    [
        TimeToFirstToken, InterToken, TimePerOutputToken, EndToEnd, Queue, Inference, Prefill, Decode,
        PromptLength, GenerationLength, MaxGenerationLength, ParamsMaxTokens, ParamsN,
    ];

    public void CountPrompt(int tokens) => Interlocked.Add(ref _promptTokens, tokens);

    public void CountGenerated(int tokens) => Interlocked.Add(ref _generationTokens, tokens);

    public void CountPrefix(int queried, int hit)
    {
        Interlocked.Add(ref _prefixQueries, queried);
        Interlocked.Add(ref _prefixHits, hit);
    }

    public void CountRejection() => Interlocked.Increment(ref _rejections);

    public void CountFinished(string reason) => Finished.AddOrUpdate(reason, 1, static (_, count) => count + 1);

    public void CountHttp(string method, string path, int status) =>
        Http.AddOrUpdate((method, path, $"{status / 100}xx"), 1, static (_, count) => count + 1);
}
