using Gateway.Tests.Common;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional;

/// <summary>LiteLLM's gauges of what is left of limits.</summary>
public sealed class RemainingMetricsTests
{
    [Fact]
    public async Task Key_shows_what_is_left_to_it_for_each_model_until_a_minute_after_its_last_request()
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet), clock);
        await gateway.PollAsync();
        await gateway.NewKeyAsync("""{"key_alias":"idle","model_rpm_limit":{"m":5}}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"key_alias":"busy","model_rpm_limit":{"m":5},"model_tpm_limit":{"m":10000}}"""));
        var used = 0;
        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.ChatAsync("m", client: client);
            used += (await response.JsonAsync()).GetProperty("usage").GetProperty("total_tokens").GetInt32();
            await gateway.WhenIdleAsync();
        }

        Assert.Equal(
            [
                """litellm_remaining_api_key_requests_for_model{hashed_api_key="HASH",api_key_alias="busy",model="m"} 3""",
                $$"""litellm_remaining_api_key_tokens_for_model{hashed_api_key="HASH",api_key_alias="busy",model="m"} {{10_000 - used}}""",
            ],
            await RemainingAsync(gateway));

        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(await RemainingAsync(gateway));
    }

    [Fact]
    public async Task Deployment_shows_what_its_provider_says_is_left_for_a_minute()
    {
        var clock = new ManualTimeProvider();
        await using var anthropic = await AnthropicServer.StartServerAsync();
        await using var gateway = await GatewayServer.StartAsync(
            $$"""
            model_list:
              - model_name: claude
                litellm_params: { model: anthropic/claude-x, api_base: {{anthropic.Address}}, api_key: {{AnthropicServer.Key}} }

            """,
            clock);
        using var response = await gateway.ChatAsync("claude");

        Assert.Equal(
            [$$"""litellm_remaining_requests_metric{model_group="claude",api_provider="anthropic",api_base="{{anthropic.Address}}",litellm_model_name="anthropic/claude-x"} 49"""],
            await RemainingAsync(gateway));

        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(await RemainingAsync(gateway));
    }

    private static async Task<IEnumerable<string>> RemainingAsync(GatewayServer gateway) => (await gateway.Http.GetStringAsync("/metrics")).Split('\n')
        .Where(line => line.StartsWith("litellm_remaining_", StringComparison.Ordinal))
        .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "[0-9a-f]{64}", "HASH"));
}
