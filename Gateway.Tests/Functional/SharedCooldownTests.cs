using System.Net;
using Gateway.Proxy.Model;
using Gateway.Proxy.Replicas;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Gateway.Tests.Functional;

[Collection(RedisCollection.Name)]
public sealed class SharedCooldownTests(RedisServer redis)
{
    [Fact]
    public async Task Gateway_that_starts_during_a_cooldown_learns_of_it_once()
    {
        await using var fleet = await Fleet.StartAsync(2);
        var config = Fleet.Config(fleet, $"router_settings: {{ redis_host: {redis.Host}, redis_port: {redis.Port}, allowed_fails: 0, cooldown_time: 600, num_retries: 3 }}\n");
        await using var one = await GatewayServer.StartAsync(config);
        fleet["a"].Faults = EngineFaults.OfStatus(500);
        while (CoolingDown(one) is null)
        {
            Assert.Equal(HttpStatusCode.OK, (await one.ChatAsync("m")).StatusCode);
        }

        await using var two = await GatewayServer.StartAsync(config);
        await two.WhenAsync(() => CoolingDown(two) is not null);

        // Whoever has reason to end it is not told of the same again.
        var ended = CoolingDown(two)!;
        ended.EndCooldown();
        var told = new TaskCompletionSource();
        await using var listener = await ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port}");
        var after = 0;
        await listener.GetSubscriber().SubscribeAsync(RedisChannel.Literal(CooldownMessages.Channel), (_, _) =>
        {
            if (++after == 2)
            {
                told.TrySetResult();
            }
        });
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(CoolingDown(two));
    }

    private static DeploymentState? CoolingDown(GatewayServer gateway) => gateway.Services.GetRequiredService<SnapshotStore>().Current.DeploymentsById.Values
        .Select(deployment => deployment.State).FirstOrDefault(state => state.IsCoolingDown(TimeProvider.System.GetTimestamp()));
}
