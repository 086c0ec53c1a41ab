using Gateway.Proxy.Redis;
using StackExchange.Redis;

namespace Gateway.Proxy.Limits;

/// <summary>Limits that hold across replicas: all claims of a request in one atomic script and one round trip.</summary>
internal sealed class RedisLimits(RedisLink redis)
{
    private const string Prefix = "gateway:limit:";

    // A place whose replica died comes back after this; longer than any request (timeout is 600 s by default).
    private static readonly TimeSpan s_placeLife = TimeSpan.FromMinutes(15);

    public bool IsConfigured => redis.IsConfigured;

    /// <summary>The grant, or the refusal; neither when Redis is not there and the limits have to hold in this process alone.</summary>
    public async ValueTask<(RedisGrant? Grant, RateLimitRefusal? Refusal)> TryTakeAsync(string requestId, IReadOnlyList<LimitClaim> claims)
    {
        var arguments = new RedisValue[2 + (claims.Count * 3)];
        arguments[0] = requestId;
        arguments[1] = (long)s_placeLife.TotalMilliseconds;
        for (var i = 0; i < claims.Count; i++)
        {
            arguments[2 + (i * 3)] = Kind(claims[i]);
            arguments[3 + (i * 3)] = claims[i].Limit;
            arguments[4 + (i * 3)] = claims[i].Amount;
        }

        var result = await redis.TryAsync(database => database.ScriptEvaluateAsync(RedisLimitScripts.Take, Keys(claims), arguments)!, default(RedisResult));
        if (result is null)
        {
            return (null, null);
        }

        var values = (long[])result!;
        return values[0] == 1
            ? (new RedisGrant(requestId, values[1], claims), null)
            : (null, Refusal(claims[(int)values[1]], TimeSpan.FromMilliseconds(values[2])));
    }

    /// <summary>Gives places back, and corrects tokens to those used.</summary>
    public async ValueTask SettleAsync(RedisGrant grant, long tokensUsed)
    {
        var arguments = new RedisValue[2 + (grant.Claims.Count * 2)];
        arguments[0] = grant.RequestId;
        arguments[1] = grant.Bucket;
        for (var i = 0; i < grant.Claims.Count; i++)
        {
            arguments[2 + (i * 2)] = Kind(grant.Claims[i]);
            arguments[3 + (i * 2)] = grant.Claims[i].Kind == LimitKind.Tokens ? tokensUsed - grant.Claims[i].Amount : 0;
        }

        await redis.TryAsync(database => database.ScriptEvaluateAsync(RedisLimitScripts.Settle, Keys(grant.Claims), arguments)!, default(RedisResult));
    }

    private static RedisKey[] Keys(IReadOnlyList<LimitClaim> claims)
    {
        var keys = new RedisKey[claims.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = $"{Prefix}{claims[i].Kind}:{claims[i].Scope}";
        }

        return keys;
    }

    private static string Kind(LimitClaim claim) => claim.Kind == LimitKind.Places ? "p" : "w";

    private static RateLimitRefusal Refusal(LimitClaim claim, TimeSpan retryAfter)
    {
        var (type, unit) = claim.Kind switch
        {
            LimitKind.Requests => ("requests", "requests a minute"),
            LimitKind.Tokens => ("tokens", "tokens a minute"),
            _ => ("concurrent_requests", "requests at once"),
        };
        return new RateLimitRefusal(type, claim.Limit, unit, retryAfter) { Scope = claim.Whose };
    }
}
