namespace Gateway.Proxy.Limits;

/// <summary>
/// What was used in the last 60 seconds: no window of 60 seconds, wherever it starts, ever holds more than the limit.
/// Grants within ten milliseconds share an entry that expires with the last of them, so at most 6,000 entries are kept
/// whatever the load, and a grant is given back at most ten milliseconds late, never early.
/// </summary>
internal sealed class SlidingWindow(TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private Entry[] _ring = [];
    private int _first;
    private int _count;
    private long _used;
    private long _nextId;

    /// <summary>Used in the last 60 seconds.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                Expire(time.GetTimestamp());
                return _used;
            }
        }
    }

    /// <summary>Takes <paramref name="amount"/> when that much is left under <paramref name="limit"/>; null as limit: always.</summary>
    /// <param name="grant">Given back to <see cref="Settle"/> when the real amount is known.</param>
    /// <param name="retryAfter">When refused: how long until enough will have expired.</param>
    public bool TryTake(long amount, long? limit, out WindowGrant grant, out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Expire(now);
            if (limit is { } most && _used + amount > most)
            {
                grant = default;
                retryAfter = TimeUntilFree(amount, most, now);
                return false;
            }

            retryAfter = TimeSpan.Zero;
            grant = Add(amount, now);
            return true;
        }
    }

    /// <summary>Corrects a grant to what was really used; one that has expired meanwhile is left alone.</summary>
    public void Settle(WindowGrant grant, long amount)
    {
        lock (_lock)
        {
            var oldest = _nextId - _count;
            if (grant.Entry < oldest)
            {
                return;
            }

            var correction = amount - grant.Amount;
            _ring[(_first + (int)(grant.Entry - oldest)) % _ring.Length].Amount += correction;
            _used += correction;
        }
    }

    private WindowGrant Add(long amount, long now)
    {
        if (_count > 0)
        {
            ref var latest = ref _ring[(_first + _count - 1) % _ring.Length];
            if (time.GetElapsedTime(latest.Since, now) < s_slice)
            {
                latest.At = now;
                latest.Amount += amount;
                _used += amount;
                return new WindowGrant(_nextId - 1, amount);
            }
        }

        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + _count) % _ring.Length] = new Entry { Since = now, At = now, Amount = amount };
        _count++;
        _used += amount;
        return new WindowGrant(_nextId++, amount);
    }

    private TimeSpan TimeUntilFree(long amount, long limit, long now)
    {
        var used = _used;
        for (var i = 0; i < _count; i++)
        {
            var entry = _ring[(_first + i) % _ring.Length];
            used -= entry.Amount;
            if (used + amount <= limit)
            {
                return Length - time.GetElapsedTime(entry.At, now);
            }
        }

        // More than the limit allows at all: it will never fit, so the longest wait that still means something.
        return Length;
    }

    private void Expire(long now)
    {
        while (_count > 0 && time.GetElapsedTime(_ring[_first].At, now) >= Length)
        {
            _used -= _ring[_first].Amount;
            _first = (_first + 1) % _ring.Length;
            _count--;
        }
    }

    private void Grow()
    {
        var larger = new Entry[Math.Max(16, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_first + i) % _ring.Length];
        }

        (_ring, _first) = (larger, 0);
    }

    private struct Entry
    {
        /// <summary>When the first of its grants was given.</summary>
        public long Since;

        /// <summary>When the last of its grants was given; all of them expire 60 seconds later.</summary>
        public long At;

        public long Amount;
    }
}
