using System.Net;
using System.Text.Json;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>The smaller routes of the management API: what a key, a user, a budget or a price is, and spend set back.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ManagementRouteTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    // Twenty dollars where a token costs one.
    private const string Twenty = ""","max_tokens":20,"min_tokens":20,"ignore_eos":true""";

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task User_is_shown_without_keys_to_admins_and_to_himself_alone(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/team/new", """{"team_id":"t"}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"u","teams":["t"],"max_budget":3,"auto_create_key":false}""");
        using var own = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u"}"""));
        using var other = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"other"}"""));

        foreach (var user in (JsonElement[])[await gateway.GetAsync("/v2/user/info?user_id=u"), await gateway.GetAsync("/v2/user/info", own)])
        {
            Assert.Equal(("u", 3, "t"), (user.GetProperty("user_id").GetString(), user.GetProperty("max_budget").GetDouble(), user.GetProperty("teams")[0].GetString()));
            Assert.False(user.TryGetProperty("keys", out _));
        }

        using var refused = await other.GetAsync("/v2/user/info?user_id=u");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var nobody = await gateway.Http.GetAsync("/v2/user/info?user_id=nobody");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Theory]
    [InlineData("/key/generate", "{}")]
    [InlineData("/team/new", "{}")]
    [InlineData("/user/new", "{}")]
    [InlineData("/customer/new", """{"user_id":"ann"}""")]
    [InlineData("/budget/new", "{}")]
    [InlineData("/organization/new", """{"organization_alias":"O"}""")]
    [InlineData("/tag/new", """{"name":"night"}""")]
    public async Task Field_that_a_call_does_not_have_is_told_in_the_answer(string path, string body)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        var answer = await gateway.ManageAsync(path, body[..^1] + (body == "{}" ? "" : ",") + "\"max_budget\":5,\"max_budgte\":5}");

        Assert.Equal(["'max_budgte' is no field of this call, and was passed over."], answer.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Month_is_predicted_from_what_was_spent_or_from_what_is_sent(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet));
        await (await DollarModel.ChatAsync(gateway)).Content.ReadAsStringAsync();
        await gateway.FlushAsync();

        var own = await gateway.ManageAsync("/global/predict/spend/logs", "{}");
        var sent = await gateway.ManageAsync("/global/predict/spend/logs", """{"data":[]}""");
        using var bad = await gateway.PostAsync("/global/predict/spend/logs", """{"data":[{"date":"2026-11-01","spend":1},{"date":"yesterday","spend":1}]}""");

        Assert.DoesNotContain("$0.00", own.GetProperty("predicted_spend").GetString()!, StringComparison.Ordinal);
        Assert.Contains("$0.00", sent.GetProperty("predicted_spend").GetString()!, StringComparison.Ordinal);
        Assert.Equal("data[1]", (await bad.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Settings_of_a_budget_have_its_values(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/budget/new", """{"budget_id":"b","max_budget":5,"budget_duration":"7d"}""");

        var fields = (await gateway.GetAsync("/budget/settings?budget_id=b")).EnumerateArray().ToDictionary(field => field.GetProperty("field_name").GetString()!);

        Assert.Equal((5, true), (fields["max_budget"].GetProperty("field_value").GetDouble(), fields["max_budget"].GetProperty("stored_in_db").GetBoolean()));
        Assert.Equal("7d", fields["budget_duration"].GetProperty("field_value").GetString());
        Assert.Equal((JsonValueKind.Null, false), (fields["rpm_limit"].GetProperty("field_value").ValueKind, fields["rpm_limit"].GetProperty("stored_in_db").GetBoolean()));
        using var unknown = await gateway.Http.GetAsync("/budget/settings?budget_id=none");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var missing = await gateway.Http.GetAsync("/budget/settings");
        Assert.Equal("budget_id", (await missing.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Spend_of_all_keys_and_teams_is_set_back_by_the_master_key_alone_and_logs_stay(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, "model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", input_cost_per_token: 0, output_cost_per_token: 1"));
        await gateway.ManageAsync("/team/new", """{"team_id":"t","max_budget":15,"members_with_roles":[{"role":"user","user_id":"u"}]}""");
        var key = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"u","max_budget":15}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key, "m", Twenty)).Status);
        await gateway.WhenIdleAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "budget_exceeded"), await gateway.TryAsync(key, "m", Twenty));
        await gateway.ManageAsync("/user/new", """{"user_id":"boss","user_role":"proxy_admin","auto_create_key":false}""");
        using var boss = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"boss"}"""));
        using (var refused = await boss.PostAsync("/global/spend/reset", null))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        await gateway.WhenIdleAsync();
        await gateway.ManageAsync("/global/spend/reset", "{}");
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);

        Assert.Equal(["0"], await gateway.TextsAsync("SELECT DISTINCT spend FROM virtual_keys UNION SELECT spend FROM teams UNION SELECT spend FROM team_members"));
        Assert.Equal("20", (await gateway.TextsAsync("SELECT SUM(cost) FROM spend_logs")).Single());
        Assert.Equal(0, (await gateway.GetAsync("/key/info?key=" + key)).GetProperty("info").GetProperty("spend").GetDouble());
        Assert.Equal(0, (await gateway.GetAsync("/team/info?team_id=t")).GetProperty("team_info").GetProperty("spend").GetDouble());
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key, "m", Twenty)).Status);
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
        Assert.Equal("20", (await gateway.TextsAsync("SELECT spend FROM teams")).Single());

        // Later changes are seen as before: the numbers go on after those of the reset.
        await gateway.ManageAsync("/team/block", """{"team_id":"t"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TryAsync(key, "m", Twenty)).Status);
    }

    [Fact]
    public async Task Cost_is_estimated_for_a_request_a_day_and_a_month()
    {
        const string Models = """
            model_list:
              - { model_name: m, litellm_params: { model: openai/m, api_base: "http://127.0.0.1:9/v1", input_cost_per_token: 0.001, output_cost_per_token: 0.002, input_cost_per_request: 1 } }
            """;
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, Models);

        var estimate = await gateway.ManageAsync("/cost/estimate", """{"model":"m","input_tokens":1000,"output_tokens":500,"num_requests_per_day":10}""");

        Assert.Equal((3, 1, 1), (Number("cost_per_request"), Number("input_cost_per_request"), Number("output_cost_per_request")));
        Assert.Equal((30, 10, 10), (Number("daily_cost"), Number("daily_input_cost"), Number("daily_output_cost")));
        Assert.Equal((JsonValueKind.Null, "openai"), (estimate.GetProperty("monthly_cost").ValueKind, estimate.GetProperty("provider").GetString()));
        await AssertRefusedAsync("""{"input_tokens":1,"output_tokens":1}""", "model", HttpStatusCode.BadRequest);
        await AssertRefusedAsync("""{"model":"m","output_tokens":1}""", "input_tokens", HttpStatusCode.BadRequest);
        await AssertRefusedAsync("""{"model":"m","input_tokens":-1,"output_tokens":1}""", "input_tokens", HttpStatusCode.BadRequest);
        await AssertRefusedAsync("""{"model":"none","input_tokens":1,"output_tokens":1}""", "model", HttpStatusCode.NotFound);
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"models":["other"]}"""));
        using var denied = await client.PostAsync("/cost/estimate", new StringContent("""{"model":"m","input_tokens":1,"output_tokens":1}"""));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);

        double Number(string name) => Math.Round(estimate.GetProperty(name).GetDouble(), 9);

        async Task AssertRefusedAsync(string body, string field, HttpStatusCode status)
        {
            using var response = await gateway.PostAsync("/cost/estimate", body);
            Assert.Equal((status, field), (response.StatusCode, (await response.ErrorAsync()).GetProperty("param").GetString()));
        }
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Health_of_a_key_is_what_the_key_may_do(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, KeyGateway.Models, clock);
        await gateway.ManageAsync("/team/new", """{"team_id":"t"}""");
        var good = await gateway.NewKeyAsync("""{"team_id":"t"}""");
        var brief = await gateway.NewKeyAsync("""{"duration":"30m"}""");
        var spent = await gateway.NewKeyAsync("""{"max_budget":1,"spend":1}""");
        var logging = await gateway.NewKeyAsync("""{"metadata":{"logging":[{"callback_name":"langfuse","callback_vars":{"langfuse_secret_key":"hidden"}}]}}""");
        using var client = gateway.NewClient(good);
        using (var own = await client.PostAsync("/key/health", null))
        {
            Assert.Equal(("healthy", "valid"), Of(await own.JsonAsync()));
        }

        Assert.Equal(("healthy", "valid"), await HealthAsync(GatewayServer.MasterKey));
        Assert.Equal(("healthy", "valid"), await HealthAsync(brief));
        Assert.Equal(("unhealthy", "budget_exceeded"), await HealthAsync(spent));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("unhealthy", "expired"), await HealthAsync(brief));
        await gateway.ManageAsync("/team/block", """{"team_id":"t"}""");
        Assert.Equal(("unhealthy", "team_blocked"), await HealthAsync(good));
        await gateway.ManageAsync("/key/block", $$"""{"key":"{{good}}"}""");
        Assert.Equal(("unhealthy", "blocked"), await HealthAsync(good));

        var callbacks = (await gateway.ManageAsync("/key/health", $$"""{"key":"{{logging}}"}""")).GetProperty("logging_callbacks");
        Assert.Equal(("langfuse", "unhealthy"), (callbacks.GetProperty("callbacks")[0].GetString(), callbacks.GetProperty("status").GetString()));
        Assert.DoesNotContain("hidden", callbacks.GetRawText(), StringComparison.Ordinal);
        using var unknown = await gateway.PostAsync("/key/health", """{"key":"sk-unknown-key"}""");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var stranger = gateway.NewClient(await gateway.NewKeyAsync());
        using var refused = await stranger.PostAsync("/key/health", new StringContent($$"""{"key":"{{good}}"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        async Task<(string?, string?)> HealthAsync(string key) => Of(await gateway.ManageAsync("/key/health", $$"""{"key":"{{key}}"}"""));

        static (string?, string?) Of(JsonElement health) => (health.GetProperty("key").GetString(), health.GetProperty("status").GetString());
    }
}
