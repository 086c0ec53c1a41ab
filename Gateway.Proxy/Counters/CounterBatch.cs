using System.Globalization;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Gateway.Proxy.Counters;

/// <summary>One call of <see cref="CounterScript"/>: puts settlements and takes into its arguments, and hands out its answers.</summary>
internal sealed class CounterBatch(IReadOnlyList<Settlement> settlements, IReadOnlyList<PendingTake> takes, long sentAt)
{
    // In braces: a cluster keeps all of them on one node, so that one script may touch them.
    private const string Prefix = "{gateway}:count:";

    // A place whose replica died comes back after this; longer than any request (timeout is 600 s by default).
    private static readonly TimeSpan s_placeLife = TimeSpan.FromMinutes(15);

    private readonly Dictionary<(ClaimKind, string), int> _keys = [];
    private readonly List<RedisKey> _names = [];
    private readonly List<RedisValue> _arguments = new(64);

    public async Task<RedisResult?> SendAsync(IDatabase database)
    {
        Write();
        return await database.ScriptEvaluateAsync(CounterScript.Text, [.. _names], [.. _arguments]);
    }

    /// <summary>Tells every take what became of it; gives what was taken in advance.</summary>
    /// <param name="result">Null: Redis is not there.</param>
    public List<CounterStock> Answer(RedisResult? result)
    {
        var answers = result is null ? null : (RedisResult[])result!;
        var stocks = new List<CounterStock>();
        for (var i = 0; i < takes.Count; i++)
        {
            var (take, answer) = (takes[i], answers is null ? null : (RedisResult[])answers[i]!);
            var stock = answer is null ? null : Stock(take, answer);
            if (stock is not null)
            {
                stocks.Add(stock);
            }

            // Before the take itself goes on, so that the request after it finds the stock.
            take.Slot?.Put(stock);
            take.TrySetResult(answer is null ? default : Read(take, answer));
        }

        return stocks;
    }

    /// <summary>The name in Redis of one counter.</summary>
    public static string Key(ClaimKind kind, string name) => $"{Prefix}{kind}:{name}";

    private void Write()
    {
        _arguments.Add((long)s_placeLife.TotalMilliseconds);
        WriteSettlements();
        _arguments.Add(takes.Count);
        foreach (var take in takes)
        {
            _arguments.Add(take.Id);
            _arguments.Add(take.InAdvance);
            _arguments.Add(take.Claims.Length);
            foreach (var claim in take.Claims)
            {
                _arguments.Add(Index(claim.Kind, claim.Name));
                _arguments.Add(Letter(claim.Kind));
                _arguments.Add(claim.Limit);
                _arguments.Add(claim.Amount);
                _arguments.Add(claim.Known);
            }
        }
    }

    // What belongs to one second of one counter, or to one millisecond of a budget, is one entry, however many requests it comes from.
    private void WriteSettlements()
    {
        var sums = new Dictionary<(int Index, ClaimKind Kind, string Id, long Bucket), (double Amount, double Cost)>();
        foreach (var (kind, name, id, bucket, amount, cost) in settlements)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (Index(kind, name), kind, id, bucket), out _);
            sum = (sum.Amount + amount, sum.Cost + cost);
        }

        _arguments.Add(sums.Count);
        foreach (var ((index, kind, id, bucket), (amount, cost)) in sums)
        {
            _arguments.Add(index);
            _arguments.Add(Letter(kind));
            _arguments.Add(kind is ClaimKind.Places ? id : bucket);
            _arguments.Add(amount);
            _arguments.Add(cost);
        }
    }

    private int Index(ClaimKind kind, string name)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, (kind, name), out var known);
        if (!known)
        {
            _names.Add(Key(kind, name));
            index = _names.Count;
        }

        return index;
    }

    private static string Letter(ClaimKind kind) => kind switch
    {
        ClaimKind.Places => "p",
        ClaimKind.Budget => "b",
        _ => "w",
    };

    // {1, 1767225600, 64, 713, "59", "1.25"}
    private CounterStock? Stock(PendingTake take, RedisResult[] answer) => (int)answer[0] == 1 && (int)answer[2] is > 0 and var requests
        ? new CounterStock((long)answer[1], TakenAt(answer), take.Claims, requests, TimeSpan.FromMilliseconds((long)answer[3]), sentAt)
        : null;

    // {1, 1767225600, 0, 713, "59", "1.25"} or {0, 2, 13500, "0"}
    private static SharedAnswer Read(PendingTake take, RedisResult[] answer) => (int)answer[0] == 1
        ? new SharedAnswer(new SharedGrant(take.Id, (long)answer[1], TakenAt(answer), take.Claims, Array.ConvertAll(answer[4..], Number)), null)
        : new SharedAnswer(null, new SharedRefusal((int)answer[1], TimeSpan.FromMilliseconds((long)answer[2]), Number(answer[3])));

    // The bucket's second ends so many milliseconds after the taking.
    private static long TakenAt(RedisResult[] answer) => (((long)answer[1] + 1) * 1000) - (long)answer[3];

    private static double Number(RedisResult value) => double.Parse((string)value!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
