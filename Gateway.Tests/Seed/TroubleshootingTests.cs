using System.Net;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>The symptoms of "Common Issues" that are the gateway's own to show.</summary>
public sealed class TroubleshootingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("sk-not-the-master-key")]
    public async Task Unauthorized_means_a_wrong_or_missing_key(string? key)
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model);
        using var client = gateway.NewClient(key);

        using var answer = await gateway.ChatAsync("gpt-oss-120b", client: client);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, fleet["vllm-gpt-oss-120b"].Counters.Received);
    }

    [Fact]
    public async Task All_servers_down_is_503_and_says_which_model()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model);
        await fleet["vllm-gpt-oss-120b"].StopAsync();

        using var answer = await gateway.ChatAsync("gpt-oss-120b");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("gpt-oss-120b", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_started_late_is_used_as_soon_as_it_is_there()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model);
        await fleet["vllm-gpt-oss-120b"].StopAsync();
        using var before = await gateway.ChatAsync("gpt-oss-120b");

        await fleet["vllm-gpt-oss-120b"].StartAsync();

        using var after = await gateway.ChatAsync("gpt-oss-120b");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Host_name_that_nobody_knows_is_503()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model.Replace("vllm-gpt-oss-120b", "no-such-container.invalid", StringComparison.Ordinal));

        using var answer = await gateway.ChatAsync("gpt-oss-120b");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
