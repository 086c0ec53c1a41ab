using System.Net;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>"Caching Configuration" and "Request Caching": the gateway runs with these settings, here without a Redis.</summary>
public sealed class CacheSettingsTests
{
    [Theory]
    [InlineData(Snippets.CacheSwitch)]
    [InlineData(Snippets.CacheTime)]
    public async Task Gateway_with_a_cache_answers_the_same_request_alike(string settings)
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model + settings);

        using var first = await gateway.ChatAsync("gpt-oss-120b");
        using var second = await gateway.ChatAsync("gpt-oss-120b");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(await ContentAsync(first), await ContentAsync(second));
    }

    private static async Task<string?> ContentAsync(HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
}
