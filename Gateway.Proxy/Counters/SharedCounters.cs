using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Proxy.Redis;
using StackExchange.Redis;

namespace Gateway.Proxy.Counters;

/// <summary>
/// Limits and budgets that hold across replicas: all claims of a request in one atomic script and one round trip. Requests that come
/// while calls are on their way go together in the next one, and what has ended rides along, so a busy gateway makes few calls. A
/// caller that comes often and is far from its limits takes for its next requests too (<see cref="CounterStock"/>): those do not wait.
/// </summary>
internal sealed class SharedCounters(RedisLink redis, TimeProvider time) : IHostedService
{
    private const int MostCallsAtOnce = 2;
    private const int MostTakesInACall = 32;

    // A place may be what a request at another replica is refused for, and money what one there should be; tokens are in no such hurry.
    private static readonly TimeSpan s_settleSoon = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_settleLater = TimeSpan.FromMilliseconds(50);

    // Replicas look for changes every few seconds, and a busy one may be late.
    private static readonly TimeSpan s_heardWithin = TimeSpan.FromSeconds(15);

    private readonly string _replica = Guid.NewGuid().ToString("n")[..12];
    private readonly ConcurrentQueue<PendingTake> _takes = new();
    private readonly ConcurrentQueue<Settlement> _settlements = new();
    private readonly CounterStocks _stocks = new(time);
    private long _lastId;
    private int _calls;
    private int _settlingSoon;
    private int _settlingLater;

    public bool IsConfigured => redis.IsConfigured;

    /// <summary>Brings the script to Redis, so that the first request finds it there; does not wait.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsConfigured)
        {
            _ = SendAsync(new CounterBatch([], [], time.GetTimestamp()));
        }

        return Task.CompletedTask;
    }

    /// <summary>Settles what has ended: what nobody gave back would be taken for a quarter of an hour.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Enqueue(_stocks.Close());
        if (Next() is { } batch)
        {
            await SendAsync(batch);
        }
    }

    /// <summary>Takes all of <paramref name="claims"/>, or none.</summary>
    public Task<SharedAnswer> TakeAsync(SharedClaim[] claims)
    {
        var slot = _stocks.Of(claims);
        var (grant, inAdvance) = slot?.Take(claims) ?? default;
        if (grant is not null)
        {
            return Task.FromResult(new SharedAnswer(grant, null));
        }

        // An id of our own: two requests may have the same one from their clients.
        var id = string.Create(CultureInfo.InvariantCulture, $"{_replica}-{Interlocked.Increment(ref _lastId)}");
        var take = new PendingTake(id, claims, inAdvance > 0 ? slot : null, inAdvance);
        _takes.Enqueue(take);
        Call();
        return take.Task;
    }

    /// <summary>Gives places and reservations back, and counts what was really used. Does not wait.</summary>
    public void Settle(SharedGrant grant, long tokens, double cost)
    {
        Enqueue(grant.Settle(tokens, cost));
        var soon = grant.OthersWait;
        if (Interlocked.Exchange(ref soon ? ref _settlingSoon : ref _settlingLater, 1) == 0)
        {
            _ = SettleAsync(soon);
        }
    }

    /// <summary>What was spent has been set on purpose; a replica that has not heard of it yet does not bring the old value back.</summary>
    /// <param name="change">Its number, which all replicas see alike.</param>
    public async Task SetAsync(string budget, double spent, long change) => await redis.TryAsync<RedisResult?>(
        async database => await database.ScriptEvaluateAsync(
            CounterScript.SetText, [CounterBatch.Key(ClaimKind.Budget, budget)], [spent, change, (long)s_heardWithin.TotalMilliseconds]),
        null);

    private async Task SettleAsync(bool soon)
    {
        await Task.Delay(soon ? s_settleSoon : s_settleLater, time);
        Volatile.Write(ref soon ? ref _settlingSoon : ref _settlingLater, 0);
        Call();
    }

    private void Call()
    {
        if (Interlocked.Increment(ref _calls) > MostCallsAtOnce)
        {
            Interlocked.Decrement(ref _calls);
            return;
        }

        _ = CallAsync();
    }

    private async Task CallAsync()
    {
        try
        {
            while (Next() is { } batch)
            {
                await SendAsync(batch);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }

        // What came between the last look and here has found every call taken.
        if (!_takes.IsEmpty || !_settlements.IsEmpty)
        {
            Call();
        }
    }

    // Whatever happens, nobody is left waiting for an answer.
    private async Task SendAsync(CounterBatch batch)
    {
        RedisResult? result = null;
        try
        {
            result = await redis.TryAsync(batch.SendAsync, null);
        }
        finally
        {
            foreach (var stock in batch.Answer(result))
            {
                _ = GiveBackAsync(stock);
            }
        }
    }

    private async Task GiveBackAsync(CounterStock stock)
    {
        await Task.Delay(stock.Lasts, time);
        Enqueue(stock.Close());
        Call();
    }

    private void Enqueue(IEnumerable<Settlement> settlements)
    {
        foreach (var settlement in settlements)
        {
            _settlements.Enqueue(settlement);
        }
    }

    private CounterBatch? Next()
    {
        List<PendingTake> takes = [];
        while (takes.Count < MostTakesInACall && _takes.TryDequeue(out var take))
        {
            takes.Add(take);
        }

        List<Settlement> settlements = [];
        while (_settlements.TryDequeue(out var settlement))
        {
            settlements.Add(settlement);
        }

        return takes.Count + settlements.Count > 0 ? new CounterBatch(settlements, takes, time.GetTimestamp()) : null;
    }
}
