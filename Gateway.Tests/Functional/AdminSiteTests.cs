using System.Net;

namespace Gateway.Tests.Functional;

/// <summary><c>/ui</c> of a gateway whose admin site is not there.</summary>
public sealed class AdminSiteTests
{
    [Fact]
    public async Task Without_an_admin_site_a_page_says_so()
    {
        await using var gateway = await GatewayServer.StartAsync("model_list: []\n");

        await AssertNotRunningAsync(gateway);
    }

    [Fact]
    public async Task Admin_site_that_does_not_answer_is_the_same_page()
    {
        var dead = Fleet.DeadAddress();
        await using var gateway = await GatewayServer.StartAsync("model_list: []\n", hostArguments: [$"--services:admin:http:0={dead}"]);

        await AssertNotRunningAsync(gateway);
    }

    private static async Task AssertNotRunningAsync(GatewayServer gateway)
    {
        using var response = await gateway.Http.GetAsync("/ui/keys");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The admin site is not running", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
