using System.Net;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>What the config gives keys, teams and users, and what keys may have at most.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CreationDefaultsTests(PostgresServer postgres)
{
    [Fact]
    public async Task Key_gets_the_configs_values_where_nothing_was_sent()
    {
        await using var gateway = await StartAsync("default_key_generate_params: { max_budget: 1.5, models: [b], budget_duration: 30d, metadata: { from: config } }");

        var filled = await gateway.ManageAsync("/key/generate", """{"models":[],"max_budget":null}""");
        var chosen = await gateway.ManageAsync("/key/generate", """{"models":["a"],"max_budget":7,"budget_duration":null}""");

        Assert.Equal("1.5 b 30d config", Text(filled));
        Assert.Equal("7 a  config", Text(chosen));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(filled.GetProperty("key").GetString()!)).Status);

        static string Text(JsonElement key) =>
            $"{key.GetProperty("max_budget").GetDouble()} {key.GetProperty("models")[0]} {key.GetProperty("budget_duration")} {key.GetProperty("metadata").GetProperty("from")}";
    }

    [Theory]
    [InlineData("max_budget", "101")]
    [InlineData("max_budget", "\"101\"")]
    [InlineData("tpm_limit", "1001")]
    [InlineData("rpm_limit", "11")]
    [InlineData("max_parallel_requests", "3")]
    [InlineData("duration", "\"91d\"")]
    [InlineData("duration", "\"-1\"")]
    [InlineData("budget_duration", "\"2mo\"")]
    public async Task Key_beyond_the_upper_bound_is_refused_at_the_start_and_later(string field, string value)
    {
        await using var gateway = await StartAsync(Bounds);
        var key = await gateway.NewKeyAsync();

        using var made = await gateway.PostAsync("/key/generate", $$"""{"{{field}}":{{value}}}""");
        using var changed = await gateway.PostAsync("/key/update", $$"""{"key":"{{key}}","{{field}}":{{value}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (made.StatusCode, changed.StatusCode));
        var message = (await made.ErrorAsync()).GetProperty("message").GetString();
        Assert.Contains(field, message, StringComparison.Ordinal);
        Assert.Contains("upper bound", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upper_bound_is_what_a_key_gets_and_cannot_be_taken_off()
    {
        await using var gateway = await StartAsync(Bounds);
        var made = await gateway.ManageAsync("/key/generate", """{"tpm_limit":1000}""");
        Assert.Equal(
            (100, "30d", 1000, 10, 2),
            (made.GetProperty("max_budget").GetInt32(), made.GetProperty("budget_duration").GetString(), made.GetProperty("tpm_limit").GetInt32(), made.GetProperty("rpm_limit").GetInt32(), made.GetProperty("max_parallel_requests").GetInt32()));
        Assert.Equal(JsonValueKind.String, made.GetProperty("expires").ValueKind);

        var updated = await gateway.ManageAsync("/key/update", $$"""{"key":"{{made.GetProperty("key").GetString()}}","max_budget":null,"key_alias":"mine"}""");

        Assert.Equal((100, "mine"), (updated.GetProperty("max_budget").GetInt32(), updated.GetProperty("key_alias").GetString()));
    }

    [Fact]
    public async Task Teams_and_users_get_the_configs_values_and_admins_no_users_budget()
    {
        await using var gateway = await StartAsync("""
            default_team_params: { max_budget: 40, budget_duration: 7d, rpm_limit: 6 }
              default_internal_user_params: { models: [a], tpm_limit: 500 }
              max_internal_user_budget: 3
              internal_user_budget_duration: 1mo
            """);

        var team = await gateway.ManageAsync("/team/new", """{"team_id":"t","rpm_limit":2,"members_with_roles":[{"role":"user","user_id":"joined"}]}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"made","tpm_limit":9,"auto_create_key":false}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"boss","user_role":"proxy_admin","auto_create_key":false}""");

        Assert.Equal((40, "7d", 2), (team.GetProperty("max_budget").GetInt32(), team.GetProperty("budget_duration").GetString(), team.GetProperty("rpm_limit").GetInt32()));
        Assert.Equal("""["a"] 500 3 1mo""", await UserAsync("joined"));
        Assert.Equal("""["a"] 9 3 1mo""", await UserAsync("made"));
        Assert.Equal("""["a"] 500 null null""", (await UserAsync("boss")).Replace("  ", " null null", StringComparison.Ordinal));

        async Task<string> UserAsync(string id)
        {
            var user = (await gateway.GetAsync($"/user/info?user_id={id}")).GetProperty("user_info");
            return $"{user.GetProperty("models")} {user.GetProperty("tpm_limit")} {user.GetProperty("max_budget")} {user.GetProperty("budget_duration")}";
        }
    }

    private const string Bounds =
        "upperbound_key_generate_params: { max_budget: 100, budget_duration: 30d, duration: 90d, tpm_limit: 1000, rpm_limit: 10, max_parallel_requests: 2 }";

    private Task<GatewayServer> StartAsync(string settings) =>
        KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), $"{KeyGateway.Models}litellm_settings:\n  {settings}\n");
}
