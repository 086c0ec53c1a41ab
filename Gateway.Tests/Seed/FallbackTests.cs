using System.Net;
using Gateway.Simulator.Faults;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>"Fallback Configuration": two servers under one model_name, num_retries 2, enable_pre_call_checks.</summary>
public sealed class FallbackTests
{
    [Fact]
    public async Task Smaller_model_answers_when_the_large_one_fails()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Fallback);
        fleet["vllm-gpt-oss-120b"].Faults = EngineFaults.OfStatus(503);

        for (var i = 0; i < 10; i++)
        {
            using var answer = await gateway.ChatAsync("gpt-primary");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(10, fleet["vllm-gpt-oss-20b"].Counters.Finished);
    }

    [Fact]
    public async Task Smaller_model_answers_when_the_large_one_is_gone()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Fallback);
        await fleet["vllm-gpt-oss-120b"].StopAsync();

        for (var i = 0; i < 10; i++)
        {
            using var answer = await gateway.ChatAsync("gpt-primary");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Each_server_is_asked_for_its_own_model_and_the_client_reads_the_name_it_sent()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Fallback);
        fleet["vllm-gpt-oss-120b"].Faults = EngineFaults.OfStatus(503);

        using var answer = await gateway.ChatAsync("gpt-primary");

        Assert.Equal("gpt-primary", (await answer.JsonAsync()).GetProperty("model").GetString());
        Assert.Contains("\"model\":\"gpt-oss-20b\"", fleet["vllm-gpt-oss-20b"].LastRequest.BodyText, StringComparison.Ordinal);
    }
}
