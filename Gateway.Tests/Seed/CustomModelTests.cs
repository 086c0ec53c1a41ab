using System.Net;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Seed;

/// <summary>"Adding Custom Models".</summary>
public sealed class CustomModelTests
{
    [Fact]
    public async Task Custom_model_answers_under_its_own_name()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.CustomModel);

        using var answer = await gateway.ChatAsync("my-custom-model");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("my-custom-model", (await answer.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("Bearer not-used", fleet["vllm-my-model"].LastRequest.Header("Authorization"));
    }
}
