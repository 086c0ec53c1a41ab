namespace Gateway.Proxy.Limits;

/// <summary>
/// The two scripts of <see cref="RedisLimits"/>. A window is a hash of one-second buckets, <c>{1767225600: 12, 1767225601: 3}</c>;
/// a bucket counts until 61 seconds after its beginning, so no 60 seconds ever hold more than the limit, and at least 60/61 of it
/// can be used. Places are a sorted set of request ids by the moment at which they fall due, so that those of a crashed
/// replica come back. Redis's own clock is used: replicas' clocks may differ.
/// </summary>
internal static class RedisLimitScripts
{
    /// <summary>
    /// KEYS: a counter for each claim. ARGV: request id, life of a place in ms, then kind (<c>w</c> or <c>p</c>), limit and amount for
    /// each claim. All claims are granted, or none. Gives <c>{1, bucket}</c>, or <c>{0, index of the claim, ms until it would fit}</c>.
    /// </summary>
    public const string Take = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local bucket = tonumber(time[1])
        for i, key in ipairs(KEYS) do
          local kind, limit, amount = ARGV[i * 3], tonumber(ARGV[i * 3 + 1]), tonumber(ARGV[i * 3 + 2])
          if kind == 'p' then
            redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
            if redis.call('ZCARD', key) + amount > limit then
              return {0, i - 1, 1000}
            end
          else
            local flat, live, used = redis.call('HGETALL', key), {}, 0
            for j = 1, #flat, 2 do
              local began = tonumber(flat[j])
              if began <= bucket - 61 then
                redis.call('HDEL', key, flat[j])
              else
                live[#live + 1] = {began, tonumber(flat[j + 1])}
                used = used + tonumber(flat[j + 1])
              end
            end
            if used + amount > limit then
              table.sort(live, function(a, b) return a[1] < b[1] end)
              local wait = 60000
              for _, entry in ipairs(live) do
                used = used - entry[2]
                if used + amount <= limit then
                  wait = (entry[1] + 61) * 1000 - now
                  break
                end
              end
              return {0, i - 1, wait}
            end
          end
        end
        for i, key in ipairs(KEYS) do
          if ARGV[i * 3] == 'p' then
            redis.call('ZADD', key, now + tonumber(ARGV[2]), ARGV[1])
            redis.call('PEXPIRE', key, tonumber(ARGV[2]))
          else
            redis.call('HINCRBY', key, bucket, ARGV[i * 3 + 2])
            redis.call('PEXPIRE', key, 62000)
          end
        end
        return {1, bucket}
        """;

    /// <summary>KEYS as before. ARGV: request id, bucket, then kind and correction for each claim. A bucket that is gone stays gone.</summary>
    public const string Settle = """
        for i, key in ipairs(KEYS) do
          if ARGV[i * 2 + 1] == 'p' then
            redis.call('ZREM', key, ARGV[1])
          elseif redis.call('HEXISTS', key, ARGV[2]) == 1 then
            redis.call('HINCRBY', key, ARGV[2], ARGV[i * 2 + 2])
          end
        end
        return 1
        """;
}
