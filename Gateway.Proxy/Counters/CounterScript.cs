namespace Gateway.Proxy.Counters;

/// <summary>
/// The one script: settles requests that have ended, then takes the claims of those that begin, each all or nothing. Redis's own
/// clock is used: replicas' clocks may differ.
/// <code>
/// a window   hash       {1767225600: 12, 1767225601: 3}        what was taken in each second
/// places     sorted set {id: when the place falls due in ms}   those of a crashed replica come back
/// a budget   hash       {s: 1.25, r29453760: 0.02,             spent; reserved by requests begun in that minute;
///                        c: 311, d: 1767225600000,    the last change on purpose and its time: what began before it adds nothing;
    ///                        u: 1767225615000}            until when nobody may know better
/// </code>
/// A second counts until 61 seconds after its beginning, so no 60 seconds ever hold more than the limit, and at least 60/61 of it can
/// be used. Reservations of a crashed replica are forgotten when a place would be.
/// </summary>
internal static class CounterScript
{
    /// <summary>
    /// KEYS: every counter once. ARGV:
    /// <code>
    /// life of a place in ms
    /// settlements, and of each: index of its key, kind (w, p, b), bucket (p: id, b: when it was taken, in ms), amount to take off, cost to put on
    /// takes, and of each: id, requests to take in advance, claims, and of each: index of its key, kind, limit, amount, what is known to be spent
    /// </code>
    /// Gives for each take <c>{1, bucket, requests taken in advance, ms until the bucket's second ends, reading of each claim…}</c> or
    /// <c>{0, index of the claim, ms until it would fit, its reading}</c>, a reading being what a budget has spent, what of another limit
    /// is left. In advance at most a sixteenth of what is left, and nothing where that is less than 256 requests' worth: near its limit a
    /// counter is asked for every request, so that what other replicas hold unused keeps nobody out.
    /// </summary>
    public const string Text = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local bucket = tonumber(time[1])
        local at = 0
        local function text() at = at + 1 return ARGV[at] end
        local function number() return tonumber(text()) end
        local function minute(second) return 'r' .. math.floor(second / 60) end
        local life = number()

        for _ = 1, number() do
          local key, kind, began, amount, cost = KEYS[number()], text(), text(), number(), number()
          if kind == 'p' then
            redis.call('ZREM', key, began)
          elseif kind == 'w' then
            if amount ~= 0 and redis.call('HEXISTS', key, began) == 1 then redis.call('HINCRBY', key, began, -amount) end
          elseif redis.call('HEXISTS', key, 's') == 1 and tonumber(redis.call('HGET', key, 'd') or '0') <= tonumber(began) then
            local reserved = minute(began / 1000)
            if redis.call('HEXISTS', key, reserved) == 1 then redis.call('HINCRBYFLOAT', key, reserved, -amount) end
            redis.call('HINCRBYFLOAT', key, 's', cost)
          end
        end

        local windows, budgets = {}, {}
        local function window(key)
          if windows[key] then return windows[key] end
          local flat, live, used = redis.call('HGETALL', key), {}, 0
          for i = 1, #flat, 2 do
            local began, count = tonumber(flat[i]), tonumber(flat[i + 1])
            if began <= bucket - 61 then
              redis.call('HDEL', key, flat[i])
            else
              live[#live + 1] = {began, count}
              used = used + count
            end
          end
          windows[key] = {live = live, used = used, added = 0}
          return windows[key]
        end
        local function budget(key, known)
          local found = budgets[key]
          if not found then
            found = {spent = -1, reserved = 0, settled = 0}
            local flat = redis.call('HGETALL', key)
            for i = 1, #flat, 2 do
              if flat[i] == 's' then
                found.spent = tonumber(flat[i + 1])
              elseif flat[i] == 'u' then
                found.settled = tonumber(flat[i + 1])
              elseif flat[i] == 'c' or flat[i] == 'd' then
              elseif tonumber(string.sub(flat[i], 2)) * 60000 < now - life then
                redis.call('HDEL', key, flat[i])
              else
                found.reserved = found.reserved + tonumber(flat[i + 1])
              end
            end
            budgets[key] = found
          end
          if known > found.spent and now >= found.settled then
            redis.call('HSET', key, 's', string.format('%.17g', known))
            found.spent = known
          end
          return found
        end
        local function wait(found, limit, amount)
          local live, used = {{bucket, found.added}}, found.used
          for _, entry in ipairs(found.live) do live[#live + 1] = entry end
          table.sort(live, function(a, b) return a[1] < b[1] end)
          for _, entry in ipairs(live) do
            used = used - entry[2]
            if used + amount <= limit then return (entry[1] + 61) * 1000 - now end
          end
          return 60000
        end

        local answers = {}
        for take = 1, number() do
          local id, more, claims, refused, readings = text(), number(), {}, nil, {}
          for i = 1, number() do
            local key, kind, limit, amount, known = KEYS[number()], text(), number(), number(), number()
            local left = 0
            local reading = '0'
            if refused then
            elseif kind == 'p' then
              redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
              local free = limit - redis.call('ZCARD', key) - amount
              reading = string.format('%.17g', free)
              if free < 0 then refused = {0, i - 1, 1000, '0'} end
            elseif kind == 'w' then
              local found = window(key)
              left = limit - found.used - amount
              if left < 0 then refused = {0, i - 1, wait(found, limit, amount), string.format('%.17g', limit - found.used)} end
              reading = string.format('%.17g', left)
            else
              local found = budget(key, known)
              left = limit - found.spent - found.reserved - amount
              reading = string.format('%.17g', found.spent)
              if found.spent + found.reserved >= limit then refused = {0, i - 1, 0, reading} end
            end
            if left < 256 * amount then more = 0 elseif amount > 0 then more = math.min(more, math.floor(left / 16 / amount)) end
            claims[i] = {key, kind, amount}
            readings[i] = reading
          end
          if not refused then
            for _, claim in ipairs(claims) do
              local key, kind, amount = claim[1], claim[2], claim[3] * (1 + more)
              if kind == 'p' then
                redis.call('ZADD', key, now + life, id)
                redis.call('PEXPIRE', key, life)
              elseif kind == 'w' then
                windows[key].used = windows[key].used + amount
                windows[key].added = windows[key].added + amount
              else
                budgets[key].reserved = budgets[key].reserved + amount
                redis.call('HINCRBYFLOAT', key, minute(bucket), string.format('%.17g', amount))
                redis.call('PEXPIRE', key, 86400000)
              end
            end
          end
          answers[take] = refused or {1, bucket, more, 1000 - math.floor(time[2] / 1000), unpack(readings)}
        end

        for _, key in ipairs(KEYS) do
          if windows[key] and windows[key].added > 0 then
            redis.call('HINCRBY', key, bucket, windows[key].added)
            redis.call('PEXPIRE', key, 62000)
          end
        end
        return answers
        """;

    /// <summary>
    /// What was spent is set on purpose. KEYS: the counter. ARGV: spent, the change's number, how long in ms a replica may not have heard
    /// of the change: so long what it knows to be spent does not count. Every replica calls this; the first one does it.
    /// </summary>
    public const string SetText = """
        if tonumber(redis.call('HGET', KEYS[1], 'c') or '-1') >= tonumber(ARGV[2]) then return 0 end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 's', ARGV[1], 'c', ARGV[2], 'd', string.format('%.0f', now), 'u', string.format('%.0f', now + ARGV[3]))
        redis.call('PEXPIRE', KEYS[1], 86400000)
        return 1
        """;
}
