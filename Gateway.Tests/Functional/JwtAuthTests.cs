using System.Net;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Who a token of an identity provider stands for, and what it may do.</summary>
public sealed class JwtAuthTests : IAsyncLifetime
{
    private TokenIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await TokenIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Token_counts_for_its_user_and_its_team()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(_issuer.Sign(TokenGateway.Ada)));

        await gateway.WhenIdleAsync();
        var log = Assert.Single(gateway.SpendLogs.All);
        Assert.Equal(("ada", "red", "ada@example.com"), (log.UserId, log.TeamId, log.KeyAlias));
    }

    [Fact]
    public async Task New_token_of_the_same_user_goes_on_as_the_same_key()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.TryAsync(_issuer.Sign(TokenGateway.Ada));
        await gateway.TryAsync(_issuer.Sign(TokenGateway.Ada, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(10)));

        await gateway.WhenIdleAsync();
        Assert.Single(gateway.SpendLogs.All.Select(log => log.KeyHash).Distinct());
    }

    [Fact]
    public async Task First_team_that_may_use_the_model_pays()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red","models":["a"]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"blue","models":["b"]}""");
        var token = _issuer.Sign(TokenGateway.Ada);

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
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"blue"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"green"}""");
        using var client = gateway.NewClient(_issuer.Sign(TokenGateway.Ada));
        client.DefaultRequestHeaders.Add("x-litellm-team-id", team);

        using var response = await gateway.ChatAsync("a", client: client);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Limits_of_the_user_hold_for_all_of_the_users_tokens()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
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
        await using var gateway = await TokenGateway.StartAsync(_issuer, $"user_id_jwt_field: sub, {settings}");
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"known","user_email":"known@example.com","auto_create_key":false}""");

        Assert.Equal(code, await gateway.CodeAsync(_issuer.Sign(claims)));
    }

    [Fact]
    public async Task User_that_may_not_be_made_is_an_error_that_says_why()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields, more: "litellm_settings: { default_internal_user_params: { max_budget: -1 } }");

        Assert.Equal("max_budget", await ParamAsync(gateway, _issuer.Sign(TokenGateway.Ada)));
    }

    [Fact]
    public async Task Scope_of_admins_manages_and_is_named_in_the_audit_log()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        using var admin = gateway.NewClient(_issuer.Sign("""{"sub":"grace","scope":["openid","litellm_proxy_admin"]}"""));

        using var response = await gateway.PostAsync("/team/new", """{"team_id":"green"}""", admin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("grace|teams|green", await gateway.TextsAsync("SELECT changed_by, table_name, object_id FROM audit_log"));
    }

    [Fact]
    public async Task User_of_a_token_manages_own_keys_and_nothing_else()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        using var user = gateway.NewClient(_issuer.Sign(TokenGateway.Ada));

        using var own = await gateway.PostAsync("/key/generate", "{}", user);
        using var team = await gateway.PostAsync("/team/new", "{}", user);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (own.StatusCode, team.StatusCode));
        Assert.Equal("ada", (await own.JsonAsync()).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Application_without_a_user_calls_models_only()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, "team_id_jwt_field: client_id");
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        var token = _issuer.Sign("""{"client_id":"red"}""");
        using var client = gateway.NewClient(token);

        using var managed = await gateway.PostAsync("/key/generate", "{}", client);

        Assert.Null(await gateway.CodeAsync(token));
        Assert.Equal(HttpStatusCode.Forbidden, managed.StatusCode);
    }

    [Fact]
    public async Task Customer_of_the_token_wins_over_the_header()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields + ", end_user_id_jwt_field: customer");
        using var client = gateway.NewClient(_issuer.Sign("""{"sub":"ada","customer":"acme"}"""));
        client.DefaultRequestHeaders.Add("x-litellm-end-user-id", "somebody-else");

        using var response = await gateway.ChatAsync("a", client: client);

        await gateway.WhenIdleAsync();
        Assert.Equal("acme", Assert.Single(gateway.SpendLogs.All).EndUser);
    }

    [Fact]
    public async Task Blocked_team_is_refused_at_once()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        var token = _issuer.Sign(TokenGateway.Ada);
        await gateway.TryAsync(token);

        await gateway.ManageAsync("/team/block", """{"team_id":"red"}""");

        Assert.Equal("blocked_team", await gateway.CodeAsync(token));
    }

    [Fact]
    public async Task Organization_of_a_token_is_held_to_and_blocked_at_once()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields + ", org_id_jwt_field: org");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","models":["a"]}""");
        var token = _issuer.Sign("""{"sub":"ada","org":"o"}""");

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(token));
        Assert.Equal((HttpStatusCode.Forbidden, "organization_model_access_denied"), await gateway.TryAsync(token, "b"));
        await gateway.ManageAsync("/organization/update", """{"organization_id":"o","blocked":true}""");
        Assert.Equal("blocked_organization", await gateway.CodeAsync(token));
    }

    [Fact]
    public async Task Users_that_were_never_read_are_a_503_and_no_403()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, "user_id_jwt_field: sub", database: $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none");

        Assert.Equal("no_db_connection", await gateway.CodeAsync(_issuer.Sign(TokenGateway.Ada)));
    }

    [Fact]
    public async Task Batch_needs_a_key_that_outlives_it()
    {
        await using var gateway = await TokenGateway.StartAsync(_issuer, TokenGateway.Fields);
        using var client = gateway.NewClient(_issuer.Sign(TokenGateway.Ada));

        using var response = await gateway.PostAsync("/v1/batches", "{}", client);

        Assert.Equal("batch_needs_key", (await response.ErrorAsync()).GetProperty("code").GetString());
    }

    private static async Task<string?> ParamAsync(GatewayServer gateway, string token)
    {
        using var client = gateway.NewClient(token);
        using var response = await gateway.ChatAsync("a", client: client);
        return (await response.ErrorAsync()).GetProperty("param").GetString();
    }
}
