using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Simulator;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>A budget for all requests together, over <see cref="DollarModel"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class GatewayBudgetTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task All_keys_together_are_refused_once_it_is_spent_and_go_on_in_the_next_window(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, "max_budget: 30, budget_duration: 24h"), clock);
        var key = await gateway.NewKeyAsync();
        using var client = gateway.NewClient(key);

        // $0, then $20 of $30 spent: let through, the master key's too. Then $40.
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, gateway.Http)).StatusCode);
        using (var refused = await DollarModel.ChatAsync(gateway, client))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Contains("the gateway 'all requests' has spent $40 of its budget of $30", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "free"));
        var use = (await gateway.GetAsync("/budget/use")).GetProperty("data")[0];
        Assert.Equal(("gateway", 40, 30), (use.GetProperty("kind").GetString(), use.GetProperty("spend").GetDouble(), use.GetProperty("max_budget").GetDouble()));
        Assert.Equal(30, (await gateway.GetAsync("/global/spend")).GetProperty("max_budget").GetDouble());

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
    }

    [Fact]
    public async Task What_was_spent_in_this_window_before_a_start_counts_and_no_more()
    {
        var clock = new ManualTimeProvider();
        var database = await postgres.NewDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(1);
        var config = Config(fleet, "max_budget: 30, budget_duration: 24h, timezone: Asia/Tokyo");
        await using (var first = await GatewayServer.StartAsync(config, clock, database))
        {
            await first.PollAsync();
            Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(first, first.Http)).StatusCode);

            // In Tokyo it is one o'clock of the next day, in the sums still the same.
            clock.Advance(TimeSpan.FromHours(16));
            Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(first, first.Http)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(first, first.Http)).StatusCode);
            await first.FlushAsync();
        }

        await using var second = await GatewayServer.StartAsync(config, clock, database);
        await second.PollAsync();
        using var refused = await DollarModel.ChatAsync(second, second.Http);

        Assert.Contains("has spent $40 of its budget of $30", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Budget_that_is_set_later_knows_what_was_spent(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, "drop_params: true"));
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, gateway.Http)).StatusCode);
        await gateway.FlushAsync();

        await gateway.ManageAsync("/config/update", """{"litellm_settings":{"max_budget":20}}""");
        using var refused = await DollarModel.ChatAsync(gateway, gateway.Http);
        Assert.Contains("has spent $20 of its budget of $20. It does not reset by itself", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);

        await gateway.ManageAsync("/config/update", """{"litellm_settings":{"max_budget":21}}""");
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, gateway.Http)).StatusCode);

        // $40 by now. What is spent while there is no budget counts again when there is one.
        await gateway.ManageAsync("/config/update", """{"litellm_settings":{"max_budget":null}}""");
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, gateway.Http)).StatusCode);
        await gateway.FlushAsync();
        await gateway.ManageAsync("/config/update", """{"litellm_settings":{"max_budget":60}}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await DollarModel.ChatAsync(gateway, gateway.Http)).StatusCode);
    }

    [Fact]
    public async Task Three_gateways_spend_it_once()
    {
        await using var three = await ThreeGateways.StartAsync(await postgres.NewDatabaseAsync(), "litellm_settings: { max_budget: 10 }\n");
        var keys = await Task.WhenAll(three.NewKeyAsync("{}"), three.NewKeyAsync("{}"));
        foreach (var key in keys)
        {
            await three.WhenKnownAsync(key);
        }

        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => three.ChatAsync(i, keys[i % 2], "dollar")));

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.OK));
    }

    private static string Config(SimulatedFleet fleet, string settings) => DollarModel.Config(fleet, $"litellm_settings: {{ {settings} }}\n");
}
