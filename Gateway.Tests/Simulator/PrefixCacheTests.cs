using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;

namespace Gateway.Tests.Simulator;

public sealed class PrefixCacheTests
{
    private static readonly EngineSettings s_settings = new() { Model = "m", BlockSize = 16, EnablePromptTokensDetails = true };

    [Fact]
    public async Task A_repeated_prompt_hits_all_full_blocks_but_never_the_last_token()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings);

        Assert.Equal(0, await CachedAsync(fleet[0], Prompt(64)));
        Assert.Equal(48, await CachedAsync(fleet[0], Prompt(64)));
        Assert.Equal(64, await CachedAsync(fleet[0], Prompt(65)));
    }

    [Fact]
    public async Task Only_an_equal_beginning_hits()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings);

        await CachedAsync(fleet[0], Prompt(64));
        Assert.Equal(32, await CachedAsync(fleet[0], [.. Prompt(40), .. Prompt(60).Select(token => token + 1)]));
        Assert.Equal(0, await CachedAsync(fleet[0], [7, .. Prompt(64)]));
    }

    [Fact]
    public async Task A_cache_salt_separates()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings);

        await CachedAsync(fleet[0], Prompt(64), "\"cache_salt\": \"a\",");
        Assert.Equal(0, await CachedAsync(fleet[0], Prompt(64), "\"cache_salt\": \"b\","));
        Assert.Equal(48, await CachedAsync(fleet[0], Prompt(64), "\"cache_salt\": \"a\","));
    }

    [Fact]
    public async Task The_least_recently_used_blocks_go_first()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings with { NumGpuBlocks = 4 });
        int[] other = [.. Prompt(33).Select(token => token + 100)];
        int[] third = [.. Prompt(33).Select(token => token + 200)];

        await CachedAsync(fleet[0], Prompt(33));
        await CachedAsync(fleet[0], other);
        Assert.Equal(32, await CachedAsync(fleet[0], Prompt(33)));
        await CachedAsync(fleet[0], third);
        Assert.Equal(32, await CachedAsync(fleet[0], Prompt(33)));
        Assert.Equal(0, await CachedAsync(fleet[0], other));
    }

    [Fact]
    public async Task Queries_and_hits_are_counted_in_tokens()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings);

        await CachedAsync(fleet[0], Prompt(100));
        await CachedAsync(fleet[0], Prompt(100));

        Assert.Equal(200, await fleet[0].MetricAsync("vllm:prefix_cache_queries_total{"));
        Assert.Equal(96, await fleet[0].MetricAsync("vllm:prefix_cache_hits_total{"));
    }

    [Fact]
    public async Task A_conversation_that_goes_on_hits_what_was_said_before()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings);
        var said = string.Join(' ', Enumerable.Repeat("word", 50));

        await fleet[0].ChatAsync(said);
        var next = await fleet[0].PostJsonAsync("/v1/chat/completions",
            $$"""{"model": "m", "messages": [{"role": "user", "content": "{{said}}"}, {"role": "assistant", "content": "Well."}, {"role": "user", "content": "Go on."}]}""");

        Assert.True((int)next["usage"]!["prompt_tokens_details"]!["cached_tokens"]! >= 80);
    }

    [Fact]
    public async Task Switched_off_it_neither_hits_nor_counts()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings with { EnablePrefixCaching = false });

        await CachedAsync(fleet[0], Prompt(64));

        Assert.Equal(0, await CachedAsync(fleet[0], Prompt(64)));
        Assert.Equal(0, await fleet[0].MetricAsync("vllm:prefix_cache_queries_total{"));
    }

    [Fact]
    public async Task Cached_tokens_are_told_only_when_enabled()
    {
        await using var fleet = await SimulatedFleet.StartAsync(s_settings with { EnablePromptTokensDetails = false });

        Assert.Null((await fleet[0].ChatAsync("Hello"))["usage"]!["prompt_tokens_details"]);
    }

    private static int[] Prompt(int tokens) => [.. Enumerable.Range(1_000, tokens)];

    private static async Task<int> CachedAsync(SimulatedEngine engine, int[] prompt, string more = "")
    {
        var answer = await engine.PostJsonAsync("/v1/completions", $$"""{"model": "m", {{more}} "prompt": [{{string.Join(',', prompt)}}]}""");
        return (int)answer["usage"]!["prompt_tokens_details"]!["cached_tokens"]!;
    }
}
