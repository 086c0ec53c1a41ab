using Gateway.Proxy.Budgets;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Proxy.Spend;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Rows that are stored after spend began anew, as another replica's journal brings them: their own time says where they count.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LateSpendTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_began_before_spend_was_set_does_not_count_on_it(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, KeyGateway.Models, clock);
        await gateway.ManageAsync("/team/new", """{"team_id":"t","members_with_roles":[{"role":"user","user_id":"u"}]}""");
        await gateway.ManageAsync("/tag/new", """{"name":"x"}""");
        await gateway.ManageAsync("/customer/new", """{"user_id":"c"}""");
        var key = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"u"}""");

        await gateway.ManageAsync("/global/spend/reset", "{}");
        await gateway.ManageAsync("/user/update", """{"user_id":"u","spend":0}""");
        await gateway.ManageAsync("/customer/update", """{"user_id":"c","spend":0}""");
        await gateway.ManageAsync("/tag/update", """{"name":"x","spend":0}""");
        var now = clock.GetUtcNow();
        await StoreAsync(gateway, Row(1, key, 5, now - TimeSpan.FromSeconds(1)), Row(2, key, 3, now));

        foreach (var holders in (string[])["virtual_keys", "teams", "team_members", "users", "customers", "tags"])
        {
            Assert.Equal("3", Assert.Single(await gateway.TextsAsync($"SELECT spend FROM {holders}")));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_began_in_the_window_before_does_not_count_in_the_next(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, KeyGateway.Models, clock);
        var key = await gateway.NewKeyAsync("""{"max_budget":100,"budget_duration":"1h"}""");
        var before = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(61));
        var after = clock.GetUtcNow();
        await StoreAsync(gateway, Row(1, key, 2, after));

        await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None);
        await StoreAsync(gateway, Row(2, key, 5, before), Row(3, key, 1, after));

        Assert.Equal("3", Assert.Single(await gateway.TextsAsync("SELECT spend FROM virtual_keys")));
    }

    private static async Task StoreAsync(GatewayServer gateway, params JournalEntry[] rows)
    {
        await using var store = new SpendStore(gateway.Services.GetRequiredService<Database>());
        await store.WriteAsync(rows, givesWay: false, CancellationToken.None);
    }

    private static JournalEntry Row(int number, string key, double cost, DateTimeOffset startedAt) => new(number, SpendLogs.Number(number) with
    {
        KeyHash = KeyHash.Of(key).ToString(), TeamId = "t", UserId = "u", EndUser = "c", Tags = ["x"], Cost = cost, StartedAt = startedAt,
    });
}
