using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>A gateway whose database is behind a pooler that gives every transaction another session: <c>pgbouncer=true</c>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PooledDatabaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task Spend_is_stored_and_nothing_is_left_in_the_session()
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: await postgres.NewDatabaseAsync() + ";No Reset On Close=true");
        await gateway.PollAsync();
        (await gateway.ChatAsync("a")).Dispose();

        await gateway.FlushAsync();

        Assert.Equal(["1"], await gateway.TextsAsync("SELECT COUNT(*) FROM spend_logs"));
        Assert.Equal(["0"], await gateway.TextsAsync("SELECT COUNT(*) FROM pg_class WHERE relpersistence = 't'"));
    }
}
