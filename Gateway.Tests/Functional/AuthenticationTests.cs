using System.Net;
using Gateway.Proxy.Keys;

namespace Gateway.Tests.Functional;

public sealed class AuthenticationTests
{
    private const string Keys = "general_settings: { rate_limit_config: { user-key-1: { rpm: 2, tpm: 100000 }, user-key-2: { rpm: 500 } } }\n";

    [Theory]
    [InlineData("Authorization", "Bearer {key}")]
    [InlineData("Authorization", "bearer {key}")]
    [InlineData("x-api-key", "{key}")]
    [InlineData("api-key", "{key}")]
    [InlineData("x-litellm-api-key", "Bearer {key}")]
    public async Task Key_is_taken_from_every_header_that_clients_use(string header, string value)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Keys));
        foreach (var key in (string[])[GatewayServer.MasterKey, "user-key-2"])
        {
            using var client = gateway.NewClient(null);
            client.DefaultRequestHeaders.Add(header, value.Replace("{key}", key, StringComparison.Ordinal));
            using var response = await gateway.ChatAsync("m", client: client);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData(null, "missing_api_key")]
    [InlineData("Bearer sk-wrong-key", "invalid_api_key")]
    [InlineData("Bearer ", "invalid_api_key")]
    [InlineData("Basic c2std3Jvbmctawv5", "invalid_api_key")]
    [InlineData("sk-wrong-key", "invalid_api_key")]
    public async Task Wrong_key_is_a_401_that_never_repeats_it(string? authorization, string code)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        using var client = gateway.NewClient(null);
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await gateway.ChatAsync("m", client: client);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(code, (await response.ErrorAsync()).GetProperty("code").GetString());
        Assert.DoesNotContain("wrong-key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(response.Header("x-litellm-call-id"));
        Assert.Empty(gateway.SpendLogs.All);
    }

    // Behind a balancer, one connection carries everybody's requests.
    [Fact]
    public async Task Keys_that_take_turns_on_one_connection_are_told_apart()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Keys));
        using var connection = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        var statuses = new List<HttpStatusCode>();
        foreach (var key in (string[])["user-key-2", "user-key-2", "user-key-3", "user-key-1", "user-key-3", "user-key-2"])
        {
            using var client = new HttpClient(connection, disposeHandler: false) { BaseAddress = gateway.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var response = await gateway.ChatAsync("m", client: client);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK], statuses);
        string[] served = ["user-key-2", "user-key-2", "user-key-1", "user-key-2"];
        Assert.Equal(served.Select(key => KeyHash.Of(key).ToString()), gateway.SpendLogs.All.Select(log => log.KeyHash));
    }

    [Fact]
    public async Task Declared_key_is_held_to_its_rpm_and_told_when_to_come_back()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Keys));
        using var client = gateway.NewClient("user-key-1");
        using (var first = await gateway.ChatAsync("m", client: client))
        {
            Assert.Equal(("2", "1"), (first.Header("x-ratelimit-limit-requests"), first.Header("x-ratelimit-remaining-requests")));
        }

        (await gateway.ChatAsync("m", client: client)).Dispose();
        using var refused = await gateway.ChatAsync("m", client: client);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal("requests", refused.Header("rate_limit_type"));
        Assert.Equal(2, fleet["a"].Counters.Received);
        using var other = await gateway.ChatAsync("m");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Declared_key_may_list_models_but_not_see_the_fleet()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, Keys));
        using var client = gateway.NewClient("user-key-2");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).StatusCode);
        Assert.False((await (await client.GetAsync("/health")).JsonAsync()).TryGetProperty("healthy_endpoints", out _));
    }

    [Theory]
    [InlineData("[127.0.0.1]", null, 200)]
    [InlineData("[127.0.0.0/8]", null, 200)]
    [InlineData("[10.0.0.0/8]", null, 403)]
    [InlineData("[10.0.0.0/8]", "10.1.2.3, 192.168.0.1", 200)]
    [InlineData("[10.0.0.0/8]", "11.1.2.3", 403)]
    public async Task Only_allowed_addresses_may_call(string allowed, string? forwardedFor, int status)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, $"general_settings: {{ allowed_ips: {allowed}, use_x_forwarded_for: {(forwardedFor is null ? "false" : "true")} }}\n"));
        if (forwardedFor is not null)
        {
            gateway.Http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        }

        Assert.Equal(status, (int)(await gateway.ChatAsync("m")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/health/liveliness")).StatusCode);
    }

    [Fact]
    public async Task Tags_of_the_request_are_in_its_spend_log()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        gateway.Http.DefaultRequestHeaders.Add("x-litellm-tags", "nightly, batch");

        (await gateway.ChatAsync("m")).Dispose();

        Assert.Equal(["nightly", "batch"], (await gateway.SpendLogs.NextAsync()).Tags);
    }

    [Fact]
    public async Task Credential_that_the_upstream_rejects_is_not_blamed_on_the_caller()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { ApiKey = "sk-right" });
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", api_key: sk-stale-credential"));

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("upstream_credentials_rejected", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-stale-credential", text, StringComparison.Ordinal);
    }
}
