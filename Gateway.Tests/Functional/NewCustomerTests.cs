using System.Net;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Simulator;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>What customers get whom nobody has made, over <see cref="DollarModel"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class NewCustomerTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Customer_who_is_named_for_the_first_time_gets_the_default_budget(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, "max_end_user_budget: 30"));

        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "ann")).StatusCode);
        await StoreAsync(gateway);
        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "ann")).StatusCode);
        using var refused = await ChatAsync(gateway, "ann");

        Assert.Contains("the customer 'ann' has spent $40 of its budget of $30", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "bob")).StatusCode);
        Assert.Equal(30, (await gateway.GetAsync("/customer/info?end_user_id=ann")).GetProperty("max_budget").GetDouble());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Default_may_be_a_shared_budget_and_customers_who_have_one_keep_it(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Config(fleet, "max_end_user_budget_id: free, max_end_user_budget: 1000"));
        await gateway.ManageAsync("/budget/new", """{"budget_id":"free","max_budget":10}""");
        await gateway.ManageAsync("/customer/new", """{"user_id":"rich","max_budget":1000}""");
        await gateway.PollAsync();
        foreach (var name in (string[])["ann", "rich"])
        {
            Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, name)).StatusCode);
        }

        await StoreAsync(gateway);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await ChatAsync(gateway, "ann")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "rich")).StatusCode);
    }

    [Theory]
    [InlineData("max_end_user_budget: 30")]
    [InlineData("max_end_user_budget_id: free")]
    public async Task What_was_spent_while_the_row_was_made_counts_soon(string settings)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, Config(fleet, settings));
        await gateway.ManageAsync("/budget/new", """{"budget_id":"free","max_budget":30,"budget_duration":"24h"}""");
        var writer = gateway.Services.GetRequiredService<SpendWriter>();

        // The row is there with $20 in it, and nobody has seen it yet: the next $20 count nowhere but in their spend log.
        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "ann")).StatusCode);
        await gateway.WhenIdleAsync();
        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "ann")).StatusCode);
        await gateway.WhenIdleAsync();
        await gateway.PollAsync();
        await writer.FlushAsync(CancellationToken.None);
        await gateway.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await ChatAsync(gateway, "ann")).StatusCode);
    }

    [Theory]
    [InlineData("drop_params: true")]
    [InlineData("max_end_user_budget_id: nobody-has-made-it")]
    public async Task Without_a_default_nothing_is_made(string settings)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, Config(fleet, settings));

        Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, "ann")).StatusCode);
        await StoreAsync(gateway);

        Assert.Equal(["0|1"], await gateway.TextsAsync("SELECT (SELECT COUNT(*) FROM customers), (SELECT COUNT(*) FROM spend_logs)"));
    }

    private static string Config(SimulatedFleet fleet, string settings) => DollarModel.Config(fleet, $"litellm_settings: {{ {settings} }}\n");

    private static async Task StoreAsync(GatewayServer gateway)
    {
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
        await gateway.PollAsync();
    }

    private static Task<HttpResponseMessage> ChatAsync(GatewayServer gateway, string customer) =>
        DollarModel.ChatAsync(gateway, more: $",\"user\":\"{customer}\"");
}
