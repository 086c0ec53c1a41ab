using System.Net;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;
using Gateway.Simulator;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>What deployments and providers may cost. Answers of the paid deployment cost 20 dollars.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DeploymentBudgetTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);
    private const string Price = ", input_cost_per_token: 0, output_cost_per_token: 1";
    private const string OfDeployment = ", max_budget: 30, budget_duration: 24h";
    private const string OfProvider = "router_settings: { provider_budget_config: { openai: { budget_limit: 30, time_period: 24h } } }\n";

    [Theory]
    [InlineData(PostgreSql, OfDeployment, "")]
    [InlineData(Sqlite, OfDeployment, "")]
    [InlineData(PostgreSql, "", OfProvider)]
    [InlineData(Sqlite, "", OfProvider)]
    public async Task Deployment_is_passed_over_once_its_budget_is_spent_until_the_next_window(string dialect, string own, string settings)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, own, settings), clock);

        // 0, then 20 of 30 dollars spent: it serves. Then 40.
        Assert.Equal(["openai", "openai", "hosted_vllm"], [await ServedByAsync(gateway), await ServedByAsync(gateway), await ServedByAsync(gateway)]);

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("openai", await ServedByAsync(gateway));
    }

    [Fact]
    public async Task Fallbacks_serve_when_the_group_has_spent_its_budgets()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync(
            "model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, Price + ", max_budget: 1") + Fleet.Deployment("other", fleet["b"].Address) + "router_settings: { fallbacks: [{ m: [other] }] }\n");
        await DollarModel.ChatAsync(gateway);

        using var response = await DollarModel.ChatAsync(gateway);

        Assert.Equal((HttpStatusCode.OK, "other"), (response.StatusCode, response.Header("x-litellm-model-group")));
    }

    [Fact]
    public async Task Client_hears_of_it_when_nobody_else_serves()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, Price) + OfProvider);
        await DollarModel.ChatAsync(gateway);
        await DollarModel.ChatAsync(gateway);

        using var response = await DollarModel.ChatAsync(gateway);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        var error = await response.ErrorAsync();
        Assert.Equal("budget_exceeded", error.GetProperty("type").GetString());
        Assert.Contains("the provider 'openai' has spent $40 of its budget of $30. It resets at", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgreSql, OfDeployment, "")]
    [InlineData(Sqlite, OfDeployment, "")]
    [InlineData(PostgreSql, "", OfProvider)]
    [InlineData(Sqlite, "", OfProvider)]
    public async Task Budget_that_is_set_later_knows_what_was_spent(string dialect, string own, string settings)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, "", "router_settings: { num_retries: 1 }\n"));
        await DollarModel.ChatAsync(gateway);
        await DollarModel.ChatAsync(gateway);
        await gateway.FlushAsync();

        await File.WriteAllTextAsync(gateway.ConfigPath, Config(fleet, own, settings));
        await gateway.WhenAsync(() => gateway.Group("m").Deployments[0].Budgets.Length > 0);
        await gateway.PollAsync();

        Assert.Equal("hosted_vllm", await ServedByAsync(gateway));
    }

    [Theory]
    [InlineData(OfDeployment, "")]
    [InlineData("", OfProvider)]
    public async Task What_another_replica_spent_counts_though_this_one_was_idle(string own, string settings)
    {
        var database = await postgres.NewDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(2);
        var config = Config(fleet, own, settings);
        await using var idle = await GatewayServer.StartAsync(config, databaseUrl: database);
        await idle.PollAsync();
        await idle.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);
        await using var busy = await GatewayServer.StartAsync(config, databaseUrl: database);
        await busy.PollAsync();
        await ServedByAsync(busy);
        await ServedByAsync(busy);
        await busy.FlushAsync();

        await idle.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);

        Assert.Equal("hosted_vllm", await ServedByAsync(idle));
    }

    [Fact]
    public async Task Budgets_are_shown_with_those_of_keys_and_teams()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, Config(fleet, ", max_budget: 80", OfProvider));
        await ServedByAsync(gateway);

        var uses = (await gateway.GetAsync("/budget/use")).GetProperty("data").EnumerateArray().Select(use => $"{use.GetProperty("kind")} {use.GetProperty("name")} {use.GetProperty("spend")} of {use.GetProperty("max_budget")}");
        Assert.Equal(["provider openai 20 of 30", "deployment m 20 of 80"], uses);
        var provider = (await gateway.GetAsync("/provider/budgets")).GetProperty("providers").GetProperty("openai");
        Assert.Equal((30, "24h", 20), (provider.GetProperty("budget_limit").GetDouble(), provider.GetProperty("time_period").GetString(), provider.GetProperty("spend").GetDouble()));
    }

    // The paid one comes first, by its order.
    private static string Config(SimulatedFleet fleet, string own, string settings) => $$"""
        model_list:
          - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["a"].Address}}v1"{{Price}}{{own}} } }
          - { model_name: m, litellm_params: { model: hosted_vllm/m, api_base: "{{fleet["b"].Address}}v1", order: 1 } }

        """ + settings;

    private static async Task<string> ServedByAsync(GatewayServer gateway)
    {
        using var response = await DollarModel.ChatAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await gateway.WhenIdleAsync();
        return gateway.SpendLogs.All[^1].Provider!;
    }
}
