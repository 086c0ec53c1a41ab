using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Simulator;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task Counters_and_histograms_agree_with_what_was_served()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });
        var engine = fleet[0];

        var answers = new[] { await engine.ChatAsync("Hello"), await engine.ChatAsync("Hello", "\"max_tokens\": 3,") };

        int Sum(string name) => answers.Sum(answer => (int)answer["usage"]![name]!);
        Assert.Equal(Sum("prompt_tokens"), await engine.MetricAsync("vllm:prompt_tokens_total{"));
        Assert.Equal(Sum("completion_tokens"), await engine.MetricAsync("vllm:generation_tokens_total{"));
        Assert.Equal(Sum("prompt_tokens"), await engine.MetricAsync("vllm:request_prompt_tokens_sum{"));
        Assert.Equal(Sum("completion_tokens"), await engine.MetricAsync("vllm:request_generation_tokens_sum{"));
        Assert.Equal(Sum("completion_tokens") - 2, await engine.MetricAsync("vllm:inter_token_latency_seconds_count{"));
        Assert.Equal(1, await engine.MetricAsync("vllm:request_success_total{engine=\"0\",model_name=\"m\",finished_reason=\"stop\"}"));
        Assert.Equal(1, await engine.MetricAsync("vllm:request_success_total{engine=\"0\",model_name=\"m\",finished_reason=\"length\"}"));
        Assert.Equal(3, await engine.MetricAsync("vllm:request_params_max_tokens_sum{"));
        foreach (var histogram in (string[])["time_to_first_token_seconds", "e2e_request_latency_seconds", "request_queue_time_seconds", "request_decode_time_seconds"])
        {
            Assert.Equal(2, await engine.MetricAsync($"vllm:{histogram}_count{{"));
        }

        Assert.Equal(2, await engine.MetricAsync("http_requests_total{handler=\"/v1/chat/completions\",method=\"POST\",status=\"2xx\"}"));
    }

    [Fact]
    public async Task Every_line_is_valid_exposition_text_and_buckets_add_up()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "a \"quoted\" \\ model" });
        await fleet[0].PostTextAsync("/v1/completions", """{"prompt": "x"}""");

        using var response = await fleet[0].GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.All(lines, line => Assert.Matches(Line(), line));
        var buckets = lines.Where(line => line.StartsWith("vllm:time_to_first_token_seconds_bucket", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(buckets.Order(), buckets);
        Assert.Equal(1, buckets[^1]);
        Assert.Contains(lines, line => line.StartsWith("vllm:cache_config_info{block_size=\"16\"", StringComparison.Ordinal) && line.EndsWith(" 1.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_names_can_be_switched_on()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { OldMetricNames = true });

        var text = await fleet[0].GetTextAsync("/metrics");

        Assert.Contains("vllm:gpu_cache_usage_perc{", text);
        Assert.Contains("vllm:gpu_prefix_cache_hits_total{", text);
        Assert.DoesNotContain("vllm:kv_cache_usage_perc{", text);
    }

    [Fact]
    public async Task Status_endpoints_answer_as_vllm_does()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { VllmVersion = "0.9.9" });

        using var health = await fleet[0].GetAsync("/health");
        using var ping = await fleet[0].PostAsync("/ping", "");

        Assert.Equal("", await health.Content.ReadAsStringAsync());
        Assert.True(health.IsSuccessStatusCode && ping.IsSuccessStatusCode);
        Assert.Equal("""{"version":"0.9.9"}""", await fleet[0].GetTextAsync("/version"));
        Assert.Equal("""{"server_load":0}""", await fleet[0].GetTextAsync("/load"));
    }

    /// <summary># HELP …, # TYPE …, or name{label="value",…} number.</summary>
    [GeneratedRegex("""^(# (HELP|TYPE) [a-z0-9_:]+ .+|[a-z0-9_:]+\{([a-z_]+="([^"\\]|\\["\\n])*",?)*\} [0-9.eE+-]+)$""")]
    private static partial Regex Line();
}
