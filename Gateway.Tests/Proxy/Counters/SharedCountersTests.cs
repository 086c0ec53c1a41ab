using Gateway.Proxy.Counters;
using Gateway.Proxy.Redis;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gateway.Tests.Proxy.Counters;

[Collection(RedisCollection.Name)]
public sealed class SharedCountersTests(RedisServer redis)
{
    private readonly string _name = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Replicas_together_never_let_more_through_than_the_limit()
    {
        var replicas = new[] { Replica(), Replica(), Replica() };

        var granted = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i => (await replicas[i % 3].TakeAsync([Requests(100)])).Grant is not null));

        Assert.Equal(100, granted.Count(yes => yes));
    }

    [Fact]
    public async Task Claims_are_granted_together_or_not_at_all()
    {
        var counters = Replica();
        var tight = new SharedClaim(ClaimKind.Requests, _name + "-team", 1, 1);
        Assert.NotNull((await counters.TakeAsync([Requests(10), tight])).Grant);

        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => counters.TakeAsync([Requests(10), tight])));
        Assert.All(refused, answer => Assert.Equal(1, answer.Refusal?.Index));

        var others = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => counters.TakeAsync([Requests(10)])));
        Assert.Equal(9, others.Count(answer => answer.Grant is not null));
    }

    [Fact]
    public async Task Refusal_says_when_to_come_back()
    {
        var counters = Replica();
        await counters.TakeAsync([Requests(1)]);

        var (_, refusal) = await counters.TakeAsync([Requests(1)]);

        Assert.InRange(refusal!.RetryAfter.TotalSeconds, 59, 61);
    }

    [Fact]
    public async Task Tokens_are_corrected_to_those_used()
    {
        var counters = Replica();
        var claim = new SharedClaim(ClaimKind.Tokens, _name, 1_000, 900);
        var (grant, _) = await counters.TakeAsync([claim]);
        Assert.Null((await counters.TakeAsync([claim])).Grant);

        counters.Settle(grant!, 100, 0);

        Assert.NotNull((await counters.TakeAsync([claim])).Grant);
        Assert.Null((await counters.TakeAsync([claim with { Amount = 1 }])).Grant);
    }

    [Fact]
    public async Task Places_come_back_when_requests_end()
    {
        var counters = Replica();
        var claim = new SharedClaim(ClaimKind.Places, _name, 2, 1);
        var (first, _) = await counters.TakeAsync([claim]);
        await counters.TakeAsync([claim]);
        Assert.Equal(0, (await counters.TakeAsync([claim])).Refusal?.Index);

        counters.Settle(first!, 0, 0);
        counters.Settle(first!, 0, 0);

        Assert.NotNull((await counters.TakeAsync([claim])).Grant);
        Assert.Null((await counters.TakeAsync([claim])).Grant);
    }

    [Fact]
    public async Task Places_come_back_without_another_request_of_this_replica()
    {
        var (one, other) = (Replica(), Replica());
        var claim = new SharedClaim(ClaimKind.Places, _name, 1, 1);
        var (grant, _) = await one.TakeAsync([claim]);

        one.Settle(grant!, 0, 0);

        for (var i = 0; (await other.TakeAsync([claim])).Grant is null; i++)
        {
            Assert.True(i < 500, "The place was not given back.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    [Fact]
    public async Task Fifty_at_once_on_a_budget_for_ten_let_ten_through_whatever_the_replica()
    {
        var replicas = new[] { Replica(), Replica(), Replica() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => replicas[i % 3].TakeAsync([Budget(max: 10, estimate: 1)])));

        Assert.Equal(10, answers.Count(answer => answer.Grant is not null));
    }

    [Fact]
    public async Task Budget_counts_what_was_really_spent()
    {
        var (one, other) = (Replica(), Replica());
        var (grant, _) = await one.TakeAsync([Budget(max: 10, estimate: 9)]);
        one.Settle(grant!, 0, 2.5);

        // The settlement rides along.
        var second = (await one.TakeAsync([Budget(max: 10, estimate: 7.5)])).Grant;
        Assert.Equal([2.5], second!.Readings);

        // 2.5 spent and 7.5 reserved.
        Assert.Equal((0, 2.5), ((await other.TakeAsync([Budget(max: 10, estimate: 1)])).Refusal!.Index, (await other.TakeAsync([Budget(max: 10, estimate: 1)])).Refusal!.Reading));
    }

    [Fact]
    public async Task Budget_counter_that_was_flushed_begins_with_what_a_replica_knows()
    {
        var counters = Replica();

        Assert.Null((await counters.TakeAsync([Budget(max: 10, estimate: 1, known: 10)])).Grant);
        Assert.Equal(12, (await counters.TakeAsync([Budget(max: 20, estimate: 1, known: 12)])).Grant!.Readings.Single());

        // A replica that knows less learns more.
        Assert.Equal(12, (await counters.TakeAsync([Budget(max: 20, estimate: 1, known: 3)])).Grant!.Readings.Single());
    }

    [Fact]
    public async Task Budget_set_on_purpose_begins_with_the_new_value()
    {
        var counters = Replica();
        Assert.Null((await counters.TakeAsync([Budget(max: 10, estimate: 1, known: 10)])).Grant);

        await counters.SetAsync(_name, 0, change: 7);

        Assert.NotNull((await counters.TakeAsync([Budget(max: 10, estimate: 1, known: 0)])).Grant);
    }

    [Fact]
    public async Task Cost_of_what_was_taken_before_a_reset_does_not_count_after_it()
    {
        var (one, late) = (Replica(), Replica());
        var (before, _) = await late.TakeAsync([Budget(max: 10, estimate: 1)]);

        // Redis tells time in milliseconds.
        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        await one.SetAsync(_name, 0, change: 7);
        var (after, _) = await late.TakeAsync([Budget(max: 10, estimate: 1)]);
        late.Settle(before!, 0, 5);
        late.Settle(after!, 0, 2);

        await WhenAsync(async () => (await late.TakeAsync([Budget(max: 10, estimate: 0)])).Grant!.Readings.Single() > 0);
        Assert.Equal([2], (await one.TakeAsync([Budget(max: 10, estimate: 0)])).Grant!.Readings);
    }

    [Fact]
    public async Task Replica_that_has_not_heard_of_a_reset_does_not_undo_it()
    {
        var (one, late) = (Replica(), Replica());
        Assert.Null((await one.TakeAsync([Budget(max: 10, estimate: 1, known: 10)])).Grant);
        await one.SetAsync(_name, 0, change: 7);

        var (grant, _) = await late.TakeAsync([Budget(max: 10, estimate: 1, known: 10)]);
        Assert.Equal([0], grant!.Readings);

        // When it hears of it, what was spent since then stays.
        late.Settle(grant, 0, 2.5);
        await WhenAsync(async () => (await late.TakeAsync([Budget(max: 10, estimate: 0)])).Grant!.Readings.Single() == 2.5);
        await late.SetAsync(_name, 0, change: 7);
        Assert.Equal([2.5], (await one.TakeAsync([Budget(max: 10, estimate: 0)])).Grant!.Readings);
    }

    [Fact]
    public async Task Caller_that_comes_often_and_is_far_from_its_limit_need_not_ask_for_every_request()
    {
        var counters = Replica();
        var atOnce = 0;
        for (var i = 0; i < 200; i++)
        {
            var take = counters.TakeAsync([Requests(100_000)]);
            atOnce += take.IsCompleted ? 1 : 0;
            await take;
        }

        Assert.InRange(atOnce, 100, 200);
    }

    [Fact]
    public async Task What_was_taken_in_advance_and_not_used_is_given_back_when_its_second_is_over()
    {
        var counters = Replica();
        var granted = await TakeOneByOneAsync(counters, Requests(100_000), 200);

        await WhenAsync(async () => await TakenAsync() == granted);
    }

    [Fact]
    public async Task What_was_taken_in_advance_is_given_back_when_the_replica_stops()
    {
        var counters = Replica();
        var granted = 0;
        while (await TakenAsync() == granted)
        {
            granted += await TakeOneByOneAsync(counters, Requests(100_000), 20);
        }

        await counters.StopAsync(default);

        Assert.Equal(granted, await TakenAsync());
    }

    [Fact]
    public async Task Replicas_that_take_in_advance_never_let_more_through_than_the_limit_and_nearly_all_of_it()
    {
        var replicas = new[] { Replica(), Replica(), Replica() };

        var granted = (await Task.WhenAll(replicas.Select(replica => TakeOneByOneAsync(replica, Requests(3_000), 2_000)))).Sum();

        Assert.InRange(granted, 2_850, 3_000);
    }

    [Fact]
    public async Task Cost_of_requests_granted_in_advance_is_counted()
    {
        var counters = Replica();
        for (var i = 0; i < 100; i++)
        {
            counters.Settle((await counters.TakeAsync([Budget(max: 1_000, estimate: 0.5)])).Grant!, 0, 0.25);
        }

        await WhenAsync(async () => (await Replica().TakeAsync([Budget(max: 1_000, estimate: 0)])).Grant!.Readings.Single() == 25);
    }

    [Fact]
    public async Task Without_Redis_there_is_neither_grant_nor_refusal()
    {
        var nobody = new RedisLink(() => ConnectionMultiplexer.Connect($"127.0.0.1:{FreePort.Next()},abortConnect=false,connectTimeout=100"), new RedisTiming(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2)), TimeProvider.System, NullLogger<RedisLink>.Instance);

        Assert.Equal(default, await new SharedCounters(nobody, TimeProvider.System).TakeAsync([Requests(1)]));
    }

    private static async Task<int> TakeOneByOneAsync(SharedCounters counters, SharedClaim claim, int times)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
        {
            granted += (await counters.TakeAsync([claim])).Grant is null ? 0 : 1;
        }

        return granted;
    }

    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 500, "It did not come true.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>What Redis has counted of this test's requests.</summary>
    private async Task<long> TakenAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.Host}:{redis.Port}");
        return (await connection.GetDatabase().HashValuesAsync(CounterBatch.Key(ClaimKind.Requests, _name))).Sum(value => (long)value);
    }

    private SharedClaim Requests(long limit) => new(ClaimKind.Requests, _name, limit, 1);

    private SharedClaim Budget(double max, double estimate, double known = 0) => new(ClaimKind.Budget, _name, max, estimate, known);

    private SharedCounters Replica()
    {
        var connection = ConnectionMultiplexer.Connect($"{redis.Host}:{redis.Port}");
        return new SharedCounters(
            new RedisLink(() => connection, new RedisTiming(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), TimeProvider.System, NullLogger<RedisLink>.Instance), TimeProvider.System);
    }
}
