using System.Globalization;
using StackExchange.Redis;

namespace Gateway.Proxy.Counters;

/// <summary>One call of <see cref="CounterScript"/>: puts settlements and takes into its arguments, and hands out its answers.</summary>
internal sealed class CounterBatch(IReadOnlyList<Settlement> settlements, IReadOnlyList<PendingTake> takes)
{
    private const string Prefix = "gateway:count:";

    // A place whose replica died comes back after this; longer than any request (timeout is 600 s by default).
    private static readonly TimeSpan s_placeLife = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<RedisValue> _arguments = new(64);

    public async Task<RedisResult?> SendAsync(IDatabase database)
    {
        Write();
        return await database.ScriptEvaluateAsync(CounterScript.Text, Array.ConvertAll([.. _keys.Keys], key => (RedisKey)key), [.. _arguments]);
    }

    /// <param name="result">Null: Redis is not there.</param>
    public void Answer(RedisResult? result)
    {
        var answers = result is null ? null : (RedisResult[])result!;
        for (var i = 0; i < takes.Count; i++)
        {
            takes[i].TrySetResult(answers is null ? default : Read(takes[i], (RedisResult[])answers[i]!));
        }
    }

    /// <summary>The name in Redis of one counter.</summary>
    public static string Key(ClaimKind kind, string name) => $"{Prefix}{kind}:{name}";

    private void Write()
    {
        _arguments.Add((long)s_placeLife.TotalMilliseconds);
        _arguments.Add(settlements.Count);
        foreach (var (grant, tokens, cost) in settlements)
        {
            _arguments.Add(grant.Id);
            _arguments.Add(grant.Bucket);
            _arguments.Add(grant.Claims.Count);
            foreach (var claim in grant.Claims)
            {
                AddCounter(claim);
                _arguments.Add(claim.Kind switch
                {
                    ClaimKind.Tokens => claim.Amount - tokens,
                    ClaimKind.Requests => 0,
                    _ => claim.Amount,
                });
                _arguments.Add(cost);
            }
        }

        _arguments.Add(takes.Count);
        foreach (var take in takes)
        {
            _arguments.Add(take.Id);
            _arguments.Add(take.Claims.Count);
            foreach (var claim in take.Claims)
            {
                AddCounter(claim);
                _arguments.Add(claim.Limit);
                _arguments.Add(claim.Amount);
                _arguments.Add(claim.Known);
            }
        }
    }

    private void AddCounter(SharedClaim claim)
    {
        var key = Key(claim.Kind, claim.Name);
        if (!_keys.TryGetValue(key, out var index))
        {
            _keys[key] = index = _keys.Count + 1;
        }

        _arguments.Add(index);
        _arguments.Add(claim.Kind switch
        {
            ClaimKind.Places => "p",
            ClaimKind.Budget => "b",
            _ => "w",
        });
    }

    // {1, 1767225600, "1.25"} or {0, 2, 13500, "0"}
    private static SharedAnswer Read(PendingTake take, RedisResult[] answer)
    {
        if ((int)answer[0] == 1)
        {
            var spent = answer.Length == 2 ? [] : Array.ConvertAll(answer[2..], Number);
            return new SharedAnswer(new SharedGrant(take.Id, (long)answer[1], take.Claims, spent), null);
        }

        return new SharedAnswer(null, new SharedRefusal((int)answer[1], TimeSpan.FromMilliseconds((long)answer[2]), Number(answer[3])));
    }

    private static double Number(RedisResult value) => double.Parse((string)value!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
