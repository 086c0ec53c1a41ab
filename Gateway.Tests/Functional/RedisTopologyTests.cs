using System.Net;
using Gateway.Simulator;
using Gateway.Tests.Servers;
using StackExchange.Redis;

namespace Gateway.Tests.Functional;

/// <summary>More than one Redis: a cluster, and a primary that Sentinels watch.</summary>
public sealed class RedisTopologyTests
{
    private const string Key = "key-of-these-tests";

    [Fact]
    public async Task Limit_is_admitted_once_over_a_cluster()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await StartAsync(fleet, Nodes(cluster));
        await using var two = await StartAsync(fleet, Nodes(cluster));
        GatewayServer[] gateways = [one, two];

        var statuses = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => SendAsync(gateways[i % 2])));

        Assert.Equal(40, statuses.Count(status => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Cached_answers_lie_on_all_nodes_of_a_cluster_and_are_deleted_on_all()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, Nodes(cluster));
        for (var i = 0; i < 20; i++)
        {
            (await gateway.ChatAsync("m", $",\"seed\":{i}")).Dispose();
        }

        await gateway.WhenIdleAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{cluster.Nodes[0].Port}");
        await gateway.WhenAsync(() => Cached(redis).Sum() == 20);
        Assert.All(Cached(redis), count => Assert.NotEqual(0, count));

        (await gateway.PostAsync("/cache/flushall", "{}")).Dispose();

        Assert.Equal([0, 0], Cached(redis));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret,with=signs")]
    public async Task Replica_that_becomes_the_primary_is_used_from_then_on(string? password)
    {
        await using var watched = await WatchedRedis.StartAsync(password);
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await StartAsync(fleet, $$"""
            service_name: {{WatchedRedis.ServiceName}}, sentinel_nodes: [["127.0.0.1", {{watched.Sentinel.Port}}]]{{(password is null ? "" : $", password: \"{password}\"")}}
            """, rpm: 1_000_000);
        await SendAsync(gateway);
        await gateway.WhenAsync(() => CountersIn(watched.Primary, password) > 0);

        await watched.Primary.StopAsync();

        await gateway.WhenAsync(() => SendAsync(gateway).GetAwaiter().GetResult() == HttpStatusCode.OK && CountersIn(watched.Replica, password) > 0);
    }

    private static string Nodes(RedisCluster cluster) => $$"""redis_startup_nodes: [{ host: 127.0.0.1, port: {{cluster.Nodes[0].Port}} }]""";

    private static Task<GatewayServer> StartAsync(SimulatedFleet fleet, string address, int rpm = 40) => GatewayServer.StartAsync(
        Fleet.Config(fleet, $$"""
            litellm_settings:
              cache: true
              cache_params: { type: redis, {{address}} }
            general_settings: { rate_limit_config: { "{{Key}}": { rpm: {{rpm}}, tpm: 1000000, max_parallel_requests: 1000 } } }

            """),
        change: options => options with { RedisCommandLimit = TimeSpan.FromSeconds(10) });

    private static async Task<HttpStatusCode> SendAsync(GatewayServer gateway)
    {
        using var client = gateway.NewClient(Key);
        using var response = await gateway.ChatAsync("m", ",\"cache\":{\"no-cache\":true,\"no-store\":true}", client);
        return response.StatusCode;
    }

    private static IReadOnlyList<int> Cached(ConnectionMultiplexer redis) =>
        [.. redis.GetEndPoints().Select(endpoint => redis.GetServer(endpoint).Keys(pattern: "gateway:cache:*").Count())];

    private static int CountersIn(RedisServer server, string? password)
    {
        using var redis = ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { { server.Host, server.Port } }, Password = password });
        var one = redis.GetServer(server.Host, server.Port);
        return one.IsReplica ? 0 : one.Keys(pattern: "{gateway}:count:*").Count();
    }
}
