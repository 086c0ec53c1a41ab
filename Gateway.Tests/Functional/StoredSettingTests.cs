using System.Net;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Settings changed by management calls: what they do, what is refused, and how they meet the file and other replicas.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoredSettingTests(PostgresServer postgres)
{
    private const string Yaml = KeyGateway.Models + "router_settings: { num_retries: 4 }\nlitellm_settings: { cooldown_time: 30 }\n";

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Changed_setting_wins_over_the_file_until_it_is_taken_back(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Yaml);

        await gateway.ManageAsync("/config/update", """{"router_settings":{"num_retries":1,"routing_strategy":"least-busy"},"general_settings":{"max_request_size_mb":3}}""");
        var changed = Router(gateway);
        await gateway.ManageAsync("/config/field/delete", """{"field_name":"num_retries","config_type":"router_settings"}""");
        await gateway.ManageAsync("/config/update", """{"router_settings":{"routing_strategy":null}}""");
        var back = Router(gateway);

        Assert.Equal((1, "least-busy"), (changed.NumRetries, changed.RoutingStrategy));
        Assert.Equal((4, "simple-shuffle"), (back.NumRetries, back.RoutingStrategy));
        Assert.Equal(3, gateway.Services.GetRequiredService<SnapshotStore>().Current.Config.GeneralSettings.MaxRequestSizeMb);
    }

    [Fact]
    public async Task Fallback_set_at_run_time_answers_the_next_request()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + """
              - { model_name: down, litellm_params: { model: openai/x, api_base: "http://127.0.0.1:9/v1", num_retries: 0 } }

            """);
        using var before = await gateway.ChatAsync("down");

        await gateway.ManageAsync("/config/update", """{"router_settings":{"fallbacks":[{"down":["b"]}]}}""");
        using var after = await gateway.ChatAsync("down");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        Assert.Contains("from b", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_of_the_file_leaves_what_was_changed_here()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);
        await gateway.ManageAsync("/config/update", """{"router_settings":{"num_retries":1}}""");

        await File.WriteAllTextAsync(gateway.ConfigPath, Yaml.Replace("num_retries: 4", "num_retries: 5, max_fallbacks: 2", StringComparison.Ordinal));
        await gateway.ManageAsync("/config/reload", "{}");

        Assert.Equal((1, 2), (Router(gateway).NumRetries, Router(gateway).MaxFallbacks));
    }

    [Fact]
    public async Task Change_that_is_only_looked_at_does_not_hide_an_edit_of_the_file()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);
        await File.WriteAllTextAsync(gateway.ConfigPath, Yaml.Replace("num_retries: 4", "num_retries: 5", StringComparison.Ordinal));

        using (await gateway.PostAsync("/config/update", """{"router_settings":{"num_retries":"many"}}"""))
        {
            await gateway.WhenAsync(() => Router(gateway).NumRetries == 5);
        }
    }

    [Fact]
    public async Task Other_replicas_and_later_starts_have_it_too()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(Yaml, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(Yaml, databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        await one.ManageAsync("/config/update", """{"router_settings":{"num_retries":1}}""");
        await two.PollAsync();
        await using var three = await GatewayServer.StartAsync(Yaml, databaseUrl: url);
        await three.PollAsync();

        Assert.Equal(1, Router(two).NumRetries);
        Assert.Equal(1, Router(three).NumRetries);
    }

    [Theory]
    [InlineData("""{"router_settings":{"num_retries":"many"}}""", "router_settings.num_retries")]
    [InlineData("""{"router_settings":{"routing_strategy":"fastest"}}""", "router_settings.routing_strategy")]
    [InlineData("""{"router_settings":{"num_retrys":1}}""", "router_settings.num_retrys")]
    [InlineData("""{"router_settings":{"redis_password":"x"}}""", "router_settings.redis_password")]
    [InlineData("""{"router_settings":{"fallbacks":[{"a":["nobody"]}]}}""", "router_settings.fallbacks")]
    [InlineData("""{"router_settings":{"model_group_alias":{"gpt-4":"nobody"}}}""", "router_settings.model_group_alias")]
    [InlineData("""{"router_settings":5}""", "router_settings")]
    [InlineData("""{"general_settings":{"master_key":"sk-new"}}""", "general_settings.master_key")]
    [InlineData("""{"litellm_settings":{"drop_params":"os.environ/PATH"}}""", "litellm_settings.drop_params")]
    [InlineData("""{"environment_variables":{"A":"b"}}""", "environment_variables")]
    [InlineData("{}", "router_settings")]
    public async Task Bad_change_is_refused_by_the_name_of_its_setting_and_nothing_of_the_call_is_stored(string json, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);
        var both = json.Replace("""{"router_settings":{""", """{"router_settings":{"max_fallbacks":1,""", StringComparison.Ordinal);

        using var response = await gateway.PostAsync("/config/update", both);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.ErrorAsync()).GetProperty("param").GetString());
        Assert.Empty(await gateway.TextsAsync("SELECT * FROM settings"));
        Assert.Equal(5, Router(gateway).MaxFallbacks);
    }

    [Fact]
    public async Task Fallback_to_an_alias_that_comes_with_the_same_call_is_taken()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);

        await gateway.ManageAsync("/config/update", """{"router_settings":{"model_group_alias":{"spare":"b"},"fallbacks":[{"a":["spare"]}]}}""");

        Assert.Equal("spare", Assert.Single(Router(gateway).Fallbacks["a"]));
    }

    [Fact]
    public async Task Settings_are_listed_with_value_default_and_where_they_come_from()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);
        await gateway.ManageAsync("/config/field/update", """{"field_name":"num_retries","field_value":1,"config_type":"router_settings"}""");

        var fields = (await gateway.GetAsync("/router/settings")).GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("field_name").GetString()!);
        var one = await gateway.GetAsync("/config/field/info?field_name=num_retries");
        var general = await gateway.GetAsync("/config/list?config_type=general_settings");

        Assert.Equal("1 2 True", Told(fields["num_retries"]));
        Assert.Equal("1 2 True", Told(one));
        Assert.Equal("30 5 False", Told(fields["cooldown_time"]));
        Assert.Equal("600 600 False", Told(fields["timeout"]));
        Assert.Contains("queue-depth", fields["routing_strategy"].GetProperty("options").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(general.EnumerateArray(), field => field.GetProperty("field_name").GetString() == "master_key");
    }

    [Fact]
    public async Task Change_is_audited_and_only_admins_may_make_one()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Yaml);
        using var client = gateway.NewClient(await gateway.NewKeyAsync());

        using var refused = await gateway.PostAsync("/config/update", """{"router_settings":{"num_retries":0}}""", client);
        await gateway.ManageAsync("/config/update", """{"router_settings":{"num_retries":1}}""");
        await gateway.ManageAsync("/config/update", """{"router_settings":{"num_retries":2}}""");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(
            ["""router_settings.num_retries||{"num_retries":1}""", """router_settings.num_retries|{"num_retries":1}|{"num_retries":2}"""],
            await gateway.TextsAsync("SELECT object_id, before_value, after_value FROM audit_log WHERE table_name = 'settings' ORDER BY 3"));
    }

    private static RouterSettings Router(GatewayServer gateway) => gateway.Services.GetRequiredService<SnapshotStore>().Current.Config.RouterSettings;

    private static string Told(JsonElement field) => $"{field.GetProperty("field_value")} {field.GetProperty("field_default_value")} {field.GetProperty("stored_in_db")}";
}
