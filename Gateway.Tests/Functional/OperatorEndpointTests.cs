using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>What an operator reads: the audit log, the running config, how full budgets are, lists that are searched.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OperatorEndpointTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Audit_log_is_read_page_by_page_newest_first(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        foreach (var id in (string[])["one", "two", "three"])
        {
            await gateway.ManageAsync("/budget/new", $$"""{"budget_id":"{{id}}","max_budget":1}""");
        }

        var first = await gateway.GetAsync("/audit?page_size=2&table_name=budgets");
        var second = await gateway.GetAsync($"/audit?page_size=2&table_name=budgets&cursor={first.GetProperty("next_cursor").GetString()}");

        var ids = first.GetProperty("audit_logs").EnumerateArray().Concat(second.GetProperty("audit_logs").EnumerateArray()).Select(entry => entry.GetProperty("object_id").GetString());
        Assert.Equal(["three", "two", "one"], ids);
        Assert.Equal("master_key", first.GetProperty("audit_logs")[0].GetProperty("changed_by").GetString());
    }

    [Fact]
    public async Task Running_config_holds_no_secret_and_no_bearer_token()
    {
        await using var gateway = await GatewayServer.StartAsync("""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_base: "http://user:word@127.0.0.1:9/v1", api_key: plain-provider-secret, organization: "sk-looks-like-a-key" }
            environment_variables: { SOME_NAME: secret-of-the-environment }
            general_settings:
              rate_limit_config: { bearer-token-of-a-team: { rpm: 10 } }
            """);

        var text = (await gateway.GetAsync("/config/running")).GetProperty("text").GetString()!;

        Assert.Contains("model_name: m", text, StringComparison.Ordinal);
        Assert.Contains("rpm: 10", text, StringComparison.Ordinal);
        Assert.All((string[])["plain-provider-secret", "word", "sk-looks", "secret-of-the-environment", "bearer-token"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_takes_over_the_file_as_it_is_now_or_says_why_not()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await File.WriteAllTextAsync(gateway.ConfigPath, "model_list: [{ model_name: newer, litellm_params: { model: openai/m, api_base: 'http://127.0.0.1:9/v1' } }]");

        var taken = await gateway.ManageAsync("/config/reload", "{}");
        await File.WriteAllTextAsync(gateway.ConfigPath, "model_list: nonsense");
        var refused = await gateway.ManageAsync("/config/reload", "{}");

        Assert.Contains("newer", taken.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("model_list", refused.GetProperty("last_reload_error").GetString(), StringComparison.Ordinal);
        Assert.Contains("newer", refused.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Fullest_budget_comes_first(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.NewKeyAsync("""{"key_alias":"half","max_budget":10,"spend":5}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"full","max_budget":10}""");
        await gateway.ManageAsync("/team/update", """{"team_id":"full","spend":9}""");
        await gateway.NewKeyAsync("""{"key_alias":"without"}""");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"Acme","max_budget":10}""");
        await gateway.ManageAsync("/organization/update", """{"organization_id":"o","spend":7}""");

        var uses = (await gateway.GetAsync("/budget/use")).GetProperty("data").EnumerateArray().Select(use => $"{use.GetProperty("kind")} {use.GetProperty("name")}");

        Assert.Equal(["team full", "organization Acme", "key half"], uses);
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Keys_are_searched_for_a_part_of_their_name_as_it_is_typed(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.NewKeyAsync("""{"key_alias":"Search_100%"}""");
        await gateway.NewKeyAsync("""{"key_alias":"searchX1000"}""");

        var found = (await gateway.GetAsync("/key/list?return_full_object=true&search=rch_100%25")).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("key_alias").GetString());

        Assert.Equal(["Search_100%"], found);
    }

    [Theory]
    [InlineData("/audit")]
    [InlineData("/config/running")]
    [InlineData("/deployment/list")]
    [InlineData("/budget/use")]
    [InlineData("/global/activity/series")]
    [InlineData("/cache/size")]
    public async Task Key_of_a_client_reads_none_of_it(string path)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        using var client = gateway.NewClient(await gateway.NewKeyAsync());

        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
