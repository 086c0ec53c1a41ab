using System.Collections.Concurrent;
using System.Net;
using Gateway.Proxy.Redis;
using Gateway.Simulator;
using Gateway.Tests.Proxy.Telemetry;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Gateway.Tests.Functional;

/// <summary>Redis that takes connections and never answers, or forgets everything, while requests come in. A server of its own.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RedisTroubleTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Limit = 10;
    private const string Limited = "limited-key";
    private const string Plenty = "plenty-key";

    private readonly RedisServer _redis = new();

    public Task InitializeAsync() => _redis.InitializeAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Redis_that_hangs_under_load_costs_no_request_and_limits_hold_for_each_replica()
    {
        using var logs = new CapturedLogs();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await GatewayServer.StartAsync(Config(fleet), logs: logs);
        await using var two = await GatewayServer.StartAsync(Config(fleet));
        Assert.All(await SendAsync(one, Plenty, 20), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal("1", await RedisIsUpAsync(one));

        // Whatever is answered from here on is answered without it: the server's process does not run.
        await _redis.FreezeAsync();
        var served = await SendAsync(one, Plenty, 300);
        foreach (var gateway in (GatewayServer[])[one, two])
        {
            var limited = await SendAsync(gateway, Limited, Limit * 3);
            Assert.Equal(Limit, limited.Count(status => status == HttpStatusCode.OK));
            Assert.Equal(Limit * 2, limited.Count(status => status == HttpStatusCode.TooManyRequests));
        }

        using (var alive = await one.Http.GetAsync("/health/liveness"))
        using (var ready = await one.Http.GetAsync("/health/readiness"))
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (alive.StatusCode, ready.StatusCode));
        }

        Assert.All(served, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.True(one.Services.GetRequiredService<RedisLink>().IsOpen);
        Assert.Equal("0", await RedisIsUpAsync(one));
        var metrics = await one.Http.GetStringAsync("/metrics");
        Assert.True(Scrapes.Sum(metrics, "litellm_redis_fails_total") >= 5);
        Assert.True(Scrapes.Sum(metrics, "litellm_redis_latency_count") > 0);
        Assert.Equal(1, Count(logs.Text, "Redis is not answering"));

        await _redis.ThawAsync();
        await one.WhenAsync(() =>
        {
            Assert.All(SendAsync(one, Plenty, 1).GetAwaiter().GetResult(), status => Assert.Equal(HttpStatusCode.OK, status));
            return !one.Services.GetRequiredService<RedisLink>().IsOpen;
        });
        Assert.Equal("1", await RedisIsUpAsync(one));
        Assert.Equal(1, Count(logs.Text, "Redis is back"));
    }

    [Fact]
    public async Task Flushall_in_the_middle_of_load_fails_no_request_and_gives_no_limit_anew()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Config(fleet));
        Assert.Equal(Limit, (await SendAsync(gateway, Limited, Limit)).Count(status => status == HttpStatusCode.OK));
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{_redis.Host}:{_redis.Port},allowAdmin=true");
        await gateway.WhenAsync(() => redis.GetServer(_redis.Host, _redis.Port).DatabaseSize() > 0);

        var load = SendAsync(gateway, Plenty, 400);
        for (var i = 0; !load.IsCompleted && i < 20; i++)
        {
            await redis.GetServer(_redis.Host, _redis.Port).FlushAllDatabasesAsync();
            await gateway.Http.GetAsync("/health/liveness");
        }

        Assert.All(await load, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All(await SendAsync(gateway, Limited, Limit), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        Assert.False(gateway.Services.GetRequiredService<RedisLink>().IsOpen);
    }

    [Fact]
    public async Task Budget_that_redis_has_forgotten_goes_on_from_what_the_replicas_know()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(1);
        await using var one = await GatewayServer.StartAsync(Config(fleet), databaseUrl: database);
        await using var two = await GatewayServer.StartAsync(Config(fleet), databaseUrl: database);
        await one.PollAsync();
        var key = await one.NewKeyAsync("""{"max_budget":200}""");
        await two.PollAsync();
        GatewayServer[] gateways = [one, two];
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{_redis.Host}:{_redis.Port},allowAdmin=true");
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, Assert.Single(await SendAsync(gateways[i % 2], key, 1, "dollar")));

            // Settled a moment after the answer: the next replica is to learn of it.
            await gateways[i % 2].WhenAsync(() => SpentIn(redis) == 20 * (i + 1));
        }

        await redis.GetServer(_redis.Host, _redis.Port).FlushAllDatabasesAsync();
        var statuses = await Task.WhenAll(SendAsync(one, key, 20, "dollar"), SendAsync(two, key, 20, "dollar"));

        // $120 of $200 were spent; an answer costs $20. One that was under way at the other replica may not be known yet.
        Assert.InRange(statuses.Sum(answers => answers.Count(status => status == HttpStatusCode.OK)), 4, 5);
        Assert.Equal(0, statuses.Sum(answers => answers.Count(status => status is not HttpStatusCode.OK and not HttpStatusCode.TooManyRequests)));
    }

    // The hash of the only budget: "s" is what was spent.
    private double SpentIn(ConnectionMultiplexer redis) => redis.GetServer(_redis.Host, _redis.Port).Keys(pattern: "{gateway}:count:*")
        .Where(name => redis.GetDatabase().KeyType(name) == RedisType.Hash)
        .Select(name => (double?)redis.GetDatabase().HashGet(name, "s"))
        .Max() ?? 0;

    private string Config(SimulatedFleet fleet) => $$"""
        model_list:
        {{Fleet.Deployment("m", fleet["a"].Address)}}{{Fleet.Deployment("dollar", fleet["a"].Address, ", input_cost_per_token: 0, output_cost_per_token: 1")}}
        router_settings: { redis_host: {{_redis.Host}}, redis_port: {{_redis.Port}} }
        general_settings: { rate_limit_config: { {{Limited}}: { rpm: {{Limit}} }, {{Plenty}}: { rpm: 100000 } } }
        """;

    private static async Task<IReadOnlyCollection<HttpStatusCode>> SendAsync(GatewayServer gateway, string key, int count, string model = "m")
    {
        var statuses = new ConcurrentBag<HttpStatusCode>();
        using var client = gateway.NewClient(key);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
        {
            using var response = await gateway.ChatAsync(model, ",\"max_tokens\":20,\"min_tokens\":20,\"ignore_eos\":true", client, cancel);
            statuses.Add(response.StatusCode);
        });
        return statuses;
    }

    private static async Task<string> RedisIsUpAsync(GatewayServer gateway) =>
        (await gateway.Http.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith("gateway_redis_up ", StringComparison.Ordinal))["gateway_redis_up ".Length..];

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
