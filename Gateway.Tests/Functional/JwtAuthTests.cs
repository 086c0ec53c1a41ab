using System.Net;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Tokens of an identity provider as keys.</summary>
public sealed class JwtAuthTests : IAsyncLifetime
{
    private const string Ada = """{"sub":"ada","email":"ada@example.com","groups":["red","blue"]}""";
    private const string Fields = "user_id_jwt_field: sub, user_email_jwt_field: email, team_ids_jwt_field: groups, user_id_upsert: true";

    private TokenIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TokenIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Token_counts_for_its_user_and_its_team()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(_issuer.Sign(Ada)));

        await gateway.WhenIdleAsync();
        var log = Assert.Single(gateway.SpendLogs.All);
        Assert.Equal(("ada", "red", "ada@example.com"), (log.UserId, log.TeamId, log.KeyAlias));
    }

    [Fact]
    public async Task New_token_of_the_same_user_goes_on_as_the_same_key()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.TryAsync(_issuer.Sign(Ada));
        await gateway.TryAsync(_issuer.Sign(Ada, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(10)));

        await gateway.WhenIdleAsync();
        Assert.Single(gateway.SpendLogs.All.Select(log => log.KeyHash).Distinct());
    }

    [Fact]
    public async Task First_team_that_may_use_the_model_pays()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red","models":["a"]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"blue","models":["b"]}""");
        var token = _issuer.Sign(Ada);

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(token, "b"));
        Assert.Equal((HttpStatusCode.Forbidden, "team_model_access_denied"), await gateway.TryAsync(token, "c/x"));

        await gateway.WhenIdleAsync();
        Assert.Equal("blue", gateway.SpendLogs.All[0].TeamId);
        using var client = gateway.NewClient(token);
        Assert.Equal(["a", "b"], (await gateway.GetAsync("/v1/models", client)).GetProperty("data").EnumerateArray().Select(card => card.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("blue", HttpStatusCode.OK)]
    [InlineData("green", HttpStatusCode.Forbidden)]
    public async Task Request_chooses_among_the_teams_of_its_token(string team, HttpStatusCode status)
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"blue"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"green"}""");
        using var client = gateway.NewClient(_issuer.Sign(Ada));
        client.DefaultRequestHeaders.Add("x-litellm-team-id", team);

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Limits_of_the_user_hold_for_all_of_the_users_tokens()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.ManageAsync("/user/new", """{"user_id":"ada","rpm_limit":1,"auto_create_key":false}""");

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""")));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(_issuer.Sign("""{"sub":"ada","jti":"another"}"""))).Status);
    }

    [Theory]
    [InlineData("", """{"sub":"bob"}""", "token_not_allowed")]
    [InlineData("user_id_upsert: true", """{"sub":"bob"}""", null)]
    [InlineData("user_id_upsert: true, user_email_jwt_field: mail, user_allowed_email_domain: example.com", """{"sub":"bob","mail":"bob@example.com"}""", null)]
    [InlineData("user_id_upsert: true, user_email_jwt_field: mail, user_allowed_email_domain: example.com", """{"sub":"bob","mail":"bob@badexample.com"}""", "token_not_allowed")]
    [InlineData("user_email_jwt_field: mail", """{"sub":"4711","mail":"known@example.com"}""", null)]
    [InlineData("team_id_jwt_field: app.team", """{"sub":"bob","app":{"team":"red"}}""", null)]
    [InlineData("team_id_jwt_field: app.team", """{"sub":"bob","app":{"team":"unheard-of"}}""", "token_not_allowed")]
    [InlineData("team_id_jwt_field: app.team, team_id_upsert: true", """{"sub":"bob","app":{"team":"unheard-of"}}""", null)]
    [InlineData("team_id_default: red", """{"sub":"bob"}""", null)]
    [InlineData("user_id_upsert: true, enforce_team_based_model_access: true", """{"sub":"bob"}""", "token_not_allowed")]
    [InlineData("user_id_upsert: true, user_roles_jwt_field: roles, user_allowed_roles: [chat]", """{"sub":"bob","roles":["mail","chat"]}""", null)]
    [InlineData("user_id_upsert: true, user_roles_jwt_field: roles, user_allowed_roles: [chat]", """{"sub":"bob","roles":["mail"]}""", "token_not_allowed")]
    [InlineData("user_id_upsert: true, enforce_scope_based_access: true, scope_mappings: [{scope: x, models: [a]}]", """{"sub":"bob","scope":"openid x"}""", null)]
    [InlineData("user_id_upsert: true, enforce_scope_based_access: true, scope_mappings: [{scope: x, models: [b]}]", """{"sub":"bob","scope":"openid x"}""", "model_access_denied")]
    [InlineData("user_id_upsert: true, enforce_scope_based_access: true, scope_mappings: [{scope: x, models: [a]}]", """{"sub":"bob","scope":"openid"}""", "token_not_allowed")]
    [InlineData("user_id_upsert: true, enforce_scope_based_access: true, scope_mappings: [{scope: x, models: [a], routes: [/v1/embeddings]}]", """{"sub":"bob","scope":"x"}""", "route_not_allowed")]
    public async Task Genuine_token_is_let_in_or_told_why_not(string settings, string claims, string? code)
    {
        await using var gateway = await StartAsync($"user_id_jwt_field: sub, {settings}");
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"known","user_email":"known@example.com","auto_create_key":false}""");

        Assert.Equal(code, await CodeAsync(gateway, _issuer.Sign(claims)));
    }

    [Theory]
    [InlineData("""{"exp":1700000000}""", "it expired at 2023-11-14 22:13:20Z")]
    [InlineData("""{"exp":null}""", "it has no end (exp)")]
    [InlineData("""{"nbf":4000000000,"exp":4000000001}""", "it is not valid before 2096-10-02 07:06:40Z (nbf)")]
    [InlineData("""{"aud":"another-application"}""", "it was made for another application (aud)")]
    [InlineData("""{"iss":"https://somebody.example.com"}""", "it was made by somebody else than the identity provider (iss)")]
    public async Task Token_that_does_not_hold_is_a_401_that_says_why(string claims, string why)
    {
        await using var gateway = await StartAsync(Fields, _issuer.DiscoveryUrl);
        using var client = gateway.NewClient(_issuer.Sign(claims));

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(why, (await response.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_is_signed_with_a_curve_is_let_in()
    {
        await using var gateway = await StartAsync(Fields);

        Assert.Null(await CodeAsync(gateway, _issuer.SignWithCurve(Ada)));
    }

    [Fact]
    public async Task Provider_that_is_away_takes_nothing_from_another()
    {
        await using var away = await TokenIssuer.StartAsync();
        away.IsBroken = true;
        away.Rotate();
        await using var gateway = await StartAsync(Fields, $"{_issuer.DiscoveryUrl},{away.DiscoveryUrl}");

        Assert.Null(await CodeAsync(gateway, _issuer.Sign(Ada)));
        Assert.Equal("identity_provider_unavailable", await CodeAsync(gateway, away.Sign(Ada)));
    }

    [Fact]
    public async Task User_that_may_not_be_made_is_an_error_that_says_why()
    {
        await using var gateway = await StartAsync(Fields, more: "litellm_settings: { default_internal_user_params: { max_budget: -1 } }");

        Assert.Equal("max_budget", await ParamAsync(gateway, _issuer.Sign(Ada)));
    }

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        await using var gateway = await StartAsync(Fields);
        var parts = _issuer.Sign(Ada).Split('.');
        foreach (var token in (string[])
        [
            _issuer.Sign(Ada, wrongKey: true), _issuer.SignWithPublicKey(Ada), $"{parts[0]}.{_issuer.Sign("""{"sub":"eve","scope":"litellm_proxy_admin"}""").Split('.')[1]}.{parts[2]}",
            $"eyJhbGciOiJub25lIn0.{parts[1]}.", $"{parts[0]}.{parts[1]}.", "eyJ.eyJ.x", "eyJ..",
        ])
        {
            Assert.Equal("invalid_token", await CodeAsync(gateway, token));
        }
    }

    [Fact]
    public async Task Refused_token_is_in_no_answer_and_no_log()
    {
        using var logs = new CapturedLogs();
        await using var gateway = await StartAsync(Fields, logs: logs);
        var token = _issuer.Sign("""{"exp":1700000000}""");
        using var client = gateway.NewClient(token);

        using var response = await gateway.ChatAsync("a", client: client);

        var signature = token.Split('.')[2];
        Assert.DoesNotContain(signature, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(signature, logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scope_of_admins_manages_and_is_named_in_the_audit_log()
    {
        await using var gateway = await StartAsync(Fields);
        using var admin = gateway.NewClient(_issuer.Sign("""{"sub":"grace","scope":["openid","litellm_proxy_admin"]}"""));

        using var response = await gateway.PostAsync("/team/new", """{"team_id":"green"}""", admin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("grace|teams|green", await gateway.TextsAsync("SELECT changed_by, table_name, object_id FROM audit_log"));
    }

    [Fact]
    public async Task User_of_a_token_manages_own_keys_and_nothing_else()
    {
        await using var gateway = await StartAsync(Fields);
        using var user = gateway.NewClient(_issuer.Sign(Ada));

        using var own = await gateway.PostAsync("/key/generate", "{}", user);
        using var team = await gateway.PostAsync("/team/new", "{}", user);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (own.StatusCode, team.StatusCode));
        Assert.Equal("ada", (await own.JsonAsync()).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Application_without_a_user_calls_models_only()
    {
        await using var gateway = await StartAsync("team_id_jwt_field: client_id");
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        var token = _issuer.Sign("""{"client_id":"red"}""");
        using var client = gateway.NewClient(token);

        using var managed = await gateway.PostAsync("/key/generate", "{}", client);

        Assert.Null(await CodeAsync(gateway, token));
        Assert.Equal(HttpStatusCode.Forbidden, managed.StatusCode);
    }

    [Fact]
    public async Task Customer_of_the_token_wins_over_the_header()
    {
        await using var gateway = await StartAsync(Fields + ", end_user_id_jwt_field: customer");
        using var client = gateway.NewClient(_issuer.Sign("""{"sub":"ada","customer":"acme"}"""));
        client.DefaultRequestHeaders.Add("x-litellm-end-user-id", "somebody-else");

        using var response = await gateway.ChatAsync("a", client: client);

        await gateway.WhenIdleAsync();
        Assert.Equal("acme", Assert.Single(gateway.SpendLogs.All).EndUser);
    }

    [Fact]
    public async Task Blocked_team_is_refused_at_once()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        var token = _issuer.Sign(Ada);
        await gateway.TryAsync(token);

        await gateway.ManageAsync("/team/block", """{"team_id":"red"}""");

        Assert.Equal("blocked_team", await CodeAsync(gateway, token));
    }

    [Fact]
    public async Task Organization_of_a_token_is_held_to_and_blocked_at_once()
    {
        await using var gateway = await StartAsync(Fields + ", org_id_jwt_field: org");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","models":["a"]}""");
        var token = _issuer.Sign("""{"sub":"ada","org":"o"}""");

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(token));
        Assert.Equal((HttpStatusCode.Forbidden, "organization_model_access_denied"), await gateway.TryAsync(token, "b"));
        await gateway.ManageAsync("/organization/update", """{"organization_id":"o","blocked":true}""");
        Assert.Equal("blocked_organization", await CodeAsync(gateway, token));
    }

    [Fact]
    public async Task Token_that_was_let_in_ends_with_its_time()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(Fields, time: clock);
        var token = _issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow());
        Assert.Null(await CodeAsync(gateway, token));

        clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("invalid_token", await CodeAsync(gateway, token));
    }

    [Fact]
    public async Task Known_token_is_not_verified_again()
    {
        await using var gateway = await StartAsync(Fields);
        var token = _issuer.Sign(Ada);
        await gateway.TryAsync(token);
        _issuer.Rotate();

        Assert.Null(await CodeAsync(gateway, token));
        Assert.Equal(1, _issuer.Fetches);
    }

    [Fact]
    public async Task New_key_of_the_provider_is_fetched_when_a_token_needs_it()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        _issuer.Rotate();
        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await CodeAsync(gateway, _issuer.Sign("""{"sub":"bob"}""", clock.GetUtcNow())));
    }

    [Fact]
    public async Task Made_up_keys_make_nobody_fetch_more_than_every_ten_seconds()
    {
        await using var gateway = await StartAsync(Fields);
        await gateway.TryAsync(_issuer.Sign(Ada));
        _issuer.Rotate();

        for (var i = 0; i < 5; i++)
        {
            await gateway.TryAsync(_issuer.Sign(Ada));
        }

        Assert.Equal(1, _issuer.Fetches);
    }

    [Fact]
    public async Task Keys_go_on_while_the_provider_is_away()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        _issuer.IsBroken = true;
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await CodeAsync(gateway, _issuer.Sign("""{"sub":"bob"}""", clock.GetUtcNow())));
    }

    [Fact]
    public async Task Old_keys_are_fetched_again_while_they_hold()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(Fields, time: clock);
        await gateway.TryAsync(_issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await CodeAsync(gateway, _issuer.Sign("""{"sub":"ada"}""", clock.GetUtcNow())));

        await gateway.WhenAsync(() => _issuer.Fetches == 2);
    }

    [Fact]
    public async Task Provider_that_never_answered_is_a_503_and_no_401()
    {
        _issuer.IsBroken = true;
        await using var gateway = await StartAsync(Fields);
        using var client = gateway.NewClient(_issuer.Sign(Ada));

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (response.StatusCode, response.Header("retry-after")));
    }

    [Fact]
    public async Task Users_that_were_never_read_are_a_503_and_no_403()
    {
        await using var gateway = await StartAsync("user_id_jwt_field: sub", database: $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none");

        Assert.Equal("no_db_connection", await CodeAsync(gateway, _issuer.Sign(Ada)));
    }

    [Fact]
    public async Task Batch_needs_a_key_that_outlives_it()
    {
        await using var gateway = await StartAsync(Fields);
        using var client = gateway.NewClient(_issuer.Sign(Ada));

        using var response = await gateway.PostAsync("/v1/batches", "{}", client);

        Assert.Equal("batch_needs_key", (await response.ErrorAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Tokens_are_no_keys_where_the_config_does_not_say_so()
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models);

        Assert.Equal("invalid_api_key", await CodeAsync(gateway, _issuer.Sign(Ada)));
    }

    private static async Task<string?> ParamAsync(GatewayServer gateway, string token)
    {
        using var client = gateway.NewClient(token);
        using var response = await gateway.ChatAsync("a", client: client);
        return (await response.ErrorAsync()).GetProperty("param").GetString();
    }

    private static async Task<string?> CodeAsync(GatewayServer gateway, string token)
    {
        using var client = gateway.NewClient(token);
        using var response = await gateway.ChatAsync("a", client: client);
        return response.IsSuccessStatusCode ? null : (await response.ErrorAsync()).GetProperty("code").GetString();
    }

    private async Task<GatewayServer> StartAsync(string settings, string? url = null, TimeProvider? time = null, CapturedLogs? logs = null, string? database = null, string more = "")
    {
        var gateway = await GatewayServer.StartAsync($$"""
            {{KeyGateway.Models}}
            environment_variables: { JWT_PUBLIC_KEY_URL: "{{url ?? _issuer.KeysUrl}}", JWT_AUDIENCE: "{{TokenIssuer.Audience}}" }
            general_settings: { enable_jwt_auth: true, litellm_jwtauth: { {{settings}} } }
            {{more}}
            """, time, database, logs);
        if (database is null)
        {
            await gateway.PollAsync();
        }

        return gateway;
    }
}
