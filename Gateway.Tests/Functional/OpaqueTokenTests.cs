using System.Net;
using System.Text.Json;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Functional;

/// <summary>Opaque tokens of an identity provider where keys are sent (<c>enable_oauth2_auth</c>).</summary>
public sealed class OpaqueTokenTests : IAsyncLifetime
{
    private const string Ada = """{"sub":"ada","team_id":"red"}""";

    private TokenIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TokenIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_counts_for_its_user_and_its_team(bool introspects)
    {
        await using var gateway = await StartAsync(introspects);
        await gateway.ManageAsync("/team/new", """{"team_id":"red","models":["a"]}""");
        var token = _issuer.Issue(Ada);

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(token));
        Assert.Equal((HttpStatusCode.Forbidden, "team_model_access_denied"), await gateway.TryAsync(token, "b"));

        await gateway.WhenIdleAsync();
        Assert.Equal(("ada", "red"), (gateway.SpendLogs.All[0].UserId, gateway.SpendLogs.All[0].TeamId));
    }

    [Theory]
    [InlineData("""{"sub":"ada"}""", null)]
    [InlineData("""{"sub":"stranger"}""", "token_not_allowed")]
    [InlineData("""{"sub":"ada","exp":1}""", "invalid_token")]
    [InlineData("""{"sub":"ada","aud":"another"}""", "invalid_token")]
    [InlineData("""{"sub":"ada","aud":null,"client_id":"gateway"}""", null)]
    [InlineData("""{"sub":"ada","exp":null,"expires_in":"0"}""", "invalid_token")]
    [InlineData("""{"sub":"stranger","role":"proxy_admin"}""", null)]
    [InlineData("""{"sub":"stranger","role":"internal_user"}""", "token_not_allowed")]
    public async Task Token_is_let_in_or_told_why_not(string claims, string? code)
    {
        await using var gateway = await StartAsync();
        await gateway.ManageAsync("/user/new", """{"user_id":"ada","auto_create_key":false}""");

        Assert.Equal(code, await gateway.CodeAsync(_issuer.Issue(claims)));
    }

    [Theory]
    [InlineData("proxy_admin", 200, 200)]
    [InlineData("proxy_admin_viewer", 200, 403)]
    [InlineData("internal_user", 403, 403)]
    public async Task Role_that_the_provider_gives_is_held_to(string role, int reads, int changes)
    {
        await using var gateway = await StartAsync();
        await gateway.ManageAsync("/user/new", """{"user_id":"ada","auto_create_key":false}""");
        using var client = gateway.NewClient(_issuer.Issue($$"""{"sub":"ada","role":"{{role}}"}"""));

        using var list = await client.GetAsync("/user/list");
        using var made = await gateway.PostAsync("/team/new", "{}", client);

        Assert.Equal((reads, changes), ((int)list.StatusCode, (int)made.StatusCode));
    }

    [Fact]
    public async Task Revoked_token_ends_within_a_minute_and_is_not_asked_about_before()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(time: clock);
        await gateway.ManageAsync("/user/new", """{"user_id":"ada","auto_create_key":false}""");
        var token = _issuer.Issue("""{"sub":"ada","exp":null}""");
        Assert.Null(await gateway.CodeAsync(token));
        _issuer.Revoke(token);
        Assert.Null(await gateway.CodeAsync(token));
        Assert.Equal(1, _issuer.Fetches);

        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("invalid_token", await gateway.CodeAsync(token));
    }

    [Fact]
    public async Task Token_that_was_refused_is_asked_about_again_after_some_seconds_only()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(time: clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("invalid_token", await gateway.CodeAsync("made-up"));
        }

        Assert.Equal(1, _issuer.Fetches);
        clock.Advance(TimeSpan.FromSeconds(11));
        await gateway.CodeAsync("made-up");
        Assert.Equal(2, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_are_never_told_to_the_provider()
    {
        await using var gateway = await StartAsync(more: ", rate_limit_config: { somebody: { rpm: 100 } }");
        var key = await gateway.NewKeyAsync();
        await gateway.ManageAsync("/key/generate", """{"key":"sk-gone-by-now"}""");
        await gateway.ManageAsync("/key/delete", """{"keys":["sk-gone-by-now"]}""");

        Assert.Null(await gateway.CodeAsync(key));
        Assert.Null(await gateway.CodeAsync("somebody"));
        Assert.Null(await gateway.CodeAsync(GatewayServer.MasterKey));
        Assert.Equal("invalid_api_key", await gateway.CodeAsync("sk-gone-by-now"));
        Assert.Equal(0, _issuer.Fetches);
    }

    [Fact]
    public async Task Provider_that_is_away_is_a_503_and_is_told_once_without_the_token()
    {
        using var logs = new CapturedLogs();
        await using var gateway = await StartAsync(logs: logs);
        _issuer.IsBroken = true;
        var token = _issuer.Issue(Ada);

        Assert.Equal("identity_provider_unavailable", await gateway.CodeAsync(token));
        Assert.Equal("identity_provider_unavailable", await gateway.CodeAsync(token));

        var line = Assert.Single(logs.Text.Split('\n'), line => line.Contains("identity provider", StringComparison.Ordinal));
        Assert.DoesNotContain(token, line, StringComparison.Ordinal);
        _issuer.IsBroken = false;
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        Assert.Null(await gateway.CodeAsync(token));
    }

    [Fact]
    public async Task Wrong_secret_of_the_gateway_is_no_fault_of_the_token()
    {
        using var logs = new CapturedLogs();
        await using var gateway = await StartAsync(secret: "another", logs: logs);

        Assert.Equal("identity_provider_unavailable", await gateway.CodeAsync(_issuer.Issue(Ada)));
        Assert.Contains("OAUTH_CLIENT_SECRET", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_and_opaque_tokens_are_keys_side_by_side()
    {
        await using var gateway = await GatewayServer.StartAsync($$"""
            {{KeyGateway.Models}}
            environment_variables: { JWT_PUBLIC_KEY_URL: "{{_issuer.KeysUrl}}", JWT_AUDIENCE: "{{TokenIssuer.Audience}}", OAUTH_TOKEN_INFO_ENDPOINT: "{{_issuer.TokenInfoUrl}}" }
            general_settings: { enable_jwt_auth: true, enable_oauth2_auth: true, litellm_jwtauth: { user_id_jwt_field: email, user_id_upsert: true } }
            """);
        await gateway.PollAsync();

        Assert.Null(await gateway.CodeAsync(_issuer.Sign("""{"email":"signed"}""")));
        Assert.Null(await gateway.CodeAsync(_issuer.Issue("""{"sub":"opaque"}""")));

        await gateway.WhenIdleAsync();
        Assert.Equal(["signed", "opaque"], gateway.SpendLogs.All.Select(log => log.UserId));
    }

    private async Task<GatewayServer> StartAsync(bool introspects = true, TimeProvider? time = null, string secret = TokenIssuer.ClientSecret, string more = "", ILoggerProvider? logs = null)
    {
        var variables = introspects
            ? new Dictionary<string, string> { ["OAUTH_TOKEN_INFO_ENDPOINT"] = _issuer.IntrospectionUrl, ["OAUTH_CLIENT_ID"] = TokenIssuer.Audience, ["OAUTH_CLIENT_SECRET"] = secret }
            : new() { ["OAUTH_TOKEN_INFO_ENDPOINT"] = _issuer.TokenInfoUrl };
        variables["JWT_AUDIENCE"] = TokenIssuer.Audience;
        var gateway = await GatewayServer.StartAsync($$"""
            {{KeyGateway.Models}}
            environment_variables: {{JsonSerializer.Serialize(variables)}}
            general_settings: { enable_oauth2_auth: true{{more}} }
            """, time, logs: logs);
        await gateway.PollAsync();
        return gateway;
    }
}
