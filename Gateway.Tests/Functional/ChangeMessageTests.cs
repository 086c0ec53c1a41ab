using System.Net;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(PostgresCollection.Name)]
public sealed class ChangeMessageTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly RedisServer _redis = new();

    public Task InitializeAsync() => _redis.InitializeAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Key_made_at_one_replica_works_at_the_other_without_its_poll()
    {
        // With this clock no timer ever fires: only the message can bring the news.
        var time = new Common.ManualTimeProvider();
        var url = await postgres.NewDatabaseAsync();
        var config = KeyGateway.Models + $"router_settings: {{ redis_host: {_redis.Host}, redis_port: {_redis.Port} }}\n";
        await using var one = await GatewayServer.StartAsync(config, time, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(config, time, databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());
        await WhenSubscribedAsync(2);

        var key = await one.NewKeyAsync();

        await two.WhenAsync(() => two.TryAsync(key).GetAwaiter().GetResult().Status == HttpStatusCode.OK);
    }

    private async Task WhenSubscribedAsync(int replicas)
    {
        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"{_redis.Host}:{_redis.Port}");
        for (var i = 0; (long)await connection.GetDatabase().ExecuteAsync("PUBLISH", "gateway:changed", "1") < replicas; i++)
        {
            Assert.True(i < 500, "The replicas do not listen.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
