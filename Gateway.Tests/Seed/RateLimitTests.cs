using System.Net;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>"Rate Limiting per User".</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task User_key_1_gets_a_hundred_requests_a_minute_and_user_key_2_goes_on()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model + Snippets.RateLimits);
        using var one = gateway.NewClient("user-key-1");
        using var two = gateway.NewClient("user-key-2");

        // One token an answer, so that it is the requests that run out and not the ten thousand tokens.
        for (var i = 0; i < 100; i++)
        {
            using var answer = await gateway.ChatAsync("gpt-oss-120b", ",\"max_tokens\":1", one);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var refused = await gateway.ChatAsync("gpt-oss-120b", ",\"max_tokens\":1", one);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var other = await gateway.ChatAsync("gpt-oss-120b", ",\"max_tokens\":1", two);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task User_key_1_gets_ten_thousand_tokens_a_minute()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model + Snippets.RateLimits);
        using var one = gateway.NewClient("user-key-1");
        const string ThousandTokens = """,{"role":"user","content":"go on"}],"max_tokens":1000,"ignore_eos":true}""";
        const string Body = """{"model":"gpt-oss-120b","messages":[{"role":"system","content":"count"}""" + ThousandTokens;

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 11; i++)
        {
            using var answer = await gateway.PostAsync("/v1/chat/completions", Body, one);
            statuses.Add(answer.StatusCode);
            await answer.Content.ReadAsByteArrayAsync();
        }

        // Ten times a thousand and the prompts are more than the limit: the tenth or the eleventh is refused.
        Assert.All(statuses[..9], status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task Master_key_has_no_limit()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model + Snippets.RateLimits);

        using var answer = await gateway.ChatAsync("gpt-oss-120b");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Header("x-ratelimit-limit-requests"));
    }
}
