using Gateway.Tests.Common;

namespace Gateway.Tests.Functional;

/// <summary><c>token_rate_limit_type</c>: what limits on tokens count.</summary>
public sealed class CountedTokensTests
{
    [Theory]
    [InlineData("total", "total_tokens")]
    [InlineData("input", "prompt_tokens")]
    [InlineData("output", "completion_tokens")]
    public async Task Limits_on_tokens_count(string type, string counted)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, $"general_settings: {{ token_rate_limit_type: {type} }}\n"), clock);
        await gateway.PollAsync();
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"model_tpm_limit":{"m":10000}}"""));

        using var response = await gateway.ChatAsync("m", client: client);
        var used = (await response.JsonAsync()).GetProperty("usage").GetProperty(counted).GetInt32();
        await gateway.WhenIdleAsync();

        var metrics = await gateway.Http.GetStringAsync("/metrics");
        Assert.Contains(metrics.Split('\n'), line => line.StartsWith("litellm_remaining_api_key_tokens_for_model{", StringComparison.Ordinal) && line.EndsWith($" {10_000 - used}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("total", false)]
    [InlineData("input", false)]
    [InlineData("output", true)]
    public async Task Long_prompt_uses_up_a_small_limit_unless_answers_alone_count(string type, bool admitsNext)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, $"general_settings: {{ token_rate_limit_type: {type}, rate_limit_config: {{ small: {{ tpm: 60 }} }} }}\n"));
        using var client = gateway.NewClient("small");
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("word ", 200))}}"}]}""";

        (await client.PostAsync("/v1/chat/completions", new StringContent(body))).Dispose();
        await gateway.WhenIdleAsync();
        using var next = await client.PostAsync("/v1/chat/completions", new StringContent(body));

        Assert.Equal(admitsNext, next.IsSuccessStatusCode);
    }
}
