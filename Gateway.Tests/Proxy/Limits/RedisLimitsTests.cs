using Gateway.Proxy.Limits;
using Gateway.Proxy.Redis;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gateway.Tests.Proxy.Limits;

[Collection(RedisCollection.Name)]
public sealed class RedisLimitsTests(RedisServer redis)
{
    private readonly string _scope = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Replicas_together_never_let_more_through_than_the_limit()
    {
        var replicas = new[] { Limits(), Limits(), Limits() };

        var granted = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
            (await replicas[i % 3].TryTakeAsync($"r-{i}", [Requests(100)])).Grant is not null));

        Assert.Equal(100, granted.Count(yes => yes));
    }

    [Fact]
    public async Task Claims_are_granted_together_or_not_at_all()
    {
        var limits = Limits();
        var tight = new LimitClaim("key", LimitKind.Requests, _scope + "-team", 1, 1);
        Assert.NotNull((await limits.TryTakeAsync("1", [Requests(10), tight])).Grant);

        for (var i = 0; i < 20; i++)
        {
            var (grant, refusal) = await limits.TryTakeAsync($"{i + 2}", [Requests(10), tight]);
            Assert.Null(grant);
            Assert.Equal(("requests", 1), (refusal!.Type, refusal.Limit));
        }

        for (var i = 0; i < 9; i++)
        {
            Assert.NotNull((await limits.TryTakeAsync($"x{i}", [Requests(10)])).Grant);
        }

        Assert.Null((await limits.TryTakeAsync("y", [Requests(10)])).Grant);
    }

    [Fact]
    public async Task Refusal_says_when_to_come_back()
    {
        var limits = Limits();
        await limits.TryTakeAsync("1", [Requests(1)]);

        var (_, refusal) = await limits.TryTakeAsync("2", [Requests(1)]);

        Assert.InRange(refusal!.RetryAfter.TotalSeconds, 59, 61);
    }

    [Fact]
    public async Task Tokens_are_corrected_to_those_used()
    {
        var limits = Limits();
        var claim = new LimitClaim("key", LimitKind.Tokens, _scope, 1_000, 900);
        var (grant, _) = await limits.TryTakeAsync("1", [claim]);
        Assert.Null((await limits.TryTakeAsync("2", [claim])).Grant);

        await limits.SettleAsync(grant!, 100);

        Assert.NotNull((await limits.TryTakeAsync("3", [claim])).Grant);
        Assert.Null((await limits.TryTakeAsync("4", [claim with { Amount = 1 }])).Grant);
    }

    [Fact]
    public async Task Places_come_back_when_requests_end()
    {
        var limits = Limits();
        var claim = new LimitClaim("key", LimitKind.Places, _scope, 2, 1);
        var (first, _) = await limits.TryTakeAsync("1", [claim]);
        await limits.TryTakeAsync("2", [claim]);
        Assert.Equal("concurrent_requests", (await limits.TryTakeAsync("3", [claim])).Refusal?.Type);

        await limits.SettleAsync(first!, 0);
        await limits.SettleAsync(first!, 0);

        Assert.NotNull((await limits.TryTakeAsync("4", [claim])).Grant);
        Assert.Null((await limits.TryTakeAsync("5", [claim])).Grant);
    }

    [Fact]
    public async Task Without_Redis_there_is_neither_grant_nor_refusal()
    {
        var nobody = new RedisLink(() => ConnectionMultiplexer.Connect($"127.0.0.1:{FreePort.Next()},abortConnect=false,connectTimeout=100"), new RedisTiming(), TimeProvider.System, NullLogger<RedisLink>.Instance);

        Assert.Equal((null, null), await new RedisLimits(nobody).TryTakeAsync("1", [Requests(1)]));
    }

    private LimitClaim Requests(long limit) => new("key", LimitKind.Requests, _scope, limit, 1);

    private RedisLimits Limits()
    {
        var connection = ConnectionMultiplexer.Connect($"{redis.Host}:{redis.Port}");
        return new RedisLimits(new RedisLink(() => connection, new RedisTiming { CommandLimit = TimeSpan.FromSeconds(10) }, TimeProvider.System, NullLogger<RedisLink>.Instance));
    }
}
