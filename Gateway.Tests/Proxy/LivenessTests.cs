using Gateway.Proxy;

namespace Gateway.Tests.Proxy;

public sealed class LivenessTests
{
    [Fact]
    public async Task Gateway_that_runs_says_that_it_is_alive()
    {
        await using var app = GatewayApp.Build(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal("I'm alive!", await client.GetStringAsync("/health/liveliness"));
    }
}
