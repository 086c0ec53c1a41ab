using System.Net;

namespace Gateway.Tests.Functional;

/// <summary><c>public_routes</c>: what may be called without a key.</summary>
public sealed class PublicRouteTests
{
    private const string Public = "general_settings: { public_routes: [LiteLLMRoutes.public_routes, /models, /spend/calculate, /key/list, /global/*] }\n";

    [Fact]
    public async Task Public_routes_answer_without_a_key_and_all_others_ask_for_one()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Public));
        using var nobody = gateway.NewClient(null);

        using var models = await nobody.GetAsync("/v1/models");
        using var price = await nobody.PostAsync("/spend/calculate", new StringContent("""{"model":"m","messages":[{"role":"user","content":"hi"}]}"""));
        using var one = await nobody.GetAsync("/v1/models/m");
        using var chat = await gateway.ChatAsync("m", client: nobody);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (models.StatusCode, price.StatusCode));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (one.StatusCode, chat.StatusCode));
    }

    [Theory]
    [InlineData("/key/list")]
    [InlineData("/global/spend")]
    public async Task Management_api_is_never_public(string path)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Public));
        using var nobody = gateway.NewClient(null);

        using var response = await nobody.GetAsync(path);

        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden]);
    }

    [Fact]
    public async Task Call_of_a_public_model_route_is_in_the_spend_logs_as_nobodys()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "general_settings: { public_routes: [/chat/completions] }\n"));
        using var nobody = gateway.NewClient(null);
        using var wrong = gateway.NewClient("sk-wrong");

        using var chat = await gateway.ChatAsync("m", client: nobody);
        using var refused = await gateway.ChatAsync("m", client: wrong);
        await gateway.WhenIdleAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (chat.StatusCode, refused.StatusCode));
        var log = Assert.Single(gateway.SpendLogs.All);
        Assert.Equal((new string('0', 64), "public-routes"), (log.KeyHash, log.KeyAlias));
    }

    [Fact]
    public async Task Key_of_zeros_is_not_nobodys()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "general_settings: { public_routes: [/models] }\n"));
        using var zeros = gateway.NewClient(new string('0', 64));

        using var chat = await gateway.ChatAsync("m", client: zeros);

        Assert.Equal(HttpStatusCode.Unauthorized, chat.StatusCode);
    }
}
