namespace Gateway.Proxy.Limits;

/// <summary>
/// What was used in the last 60 seconds: no window of 60 seconds, wherever it starts, ever holds more than the limit.
/// Grants within a quarter of a second share a slice that expires with the last of them, so some 240 slices are kept at the most
/// whatever the load, and a grant is given back at most a quarter of a second late, never early.
/// </summary>
internal sealed class SlidingWindow(TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();

    // What most requests need is in fields: with many keys in use, each step into the ring is a miss of the processor's cache.
    private long _used;
    private bool _isOpen;
    private long _openedAt;
    private Slice _open;
    private long _openId;

    // The slices before the open one, oldest first; made when the second slice begins, which for most keys never happens.
    private Slice[] _ring = [];
    private int _first;
    private int _count;
    private long _oldestAt;

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
            var age = _openId - grant.Slice;
            if (age > _count)
            {
                return;
            }

            var correction = amount - grant.Amount;
            ref var slice = ref age == 0 ? ref _open : ref _ring[Place(_count - (int)age)];
            slice.Amount += correction;
            _used += correction;
        }
    }

    private WindowGrant Add(long amount, long now)
    {
        if (_isOpen && time.GetElapsedTime(_openedAt, now) >= s_slice)
        {
            Close();
        }

        if (!_isOpen)
        {
            (_isOpen, _openedAt, _open.Amount) = (true, now, 0);
        }

        _open.At = now;
        _open.Amount += amount;
        _used += amount;
        return new WindowGrant(_openId, amount);
    }

    private TimeSpan TimeUntilFree(long amount, long limit, long now)
    {
        var used = _used;
        for (var i = 0; i < _count; i++)
        {
            var slice = _ring[Place(i)];
            used -= slice.Amount;
            if (used + amount <= limit)
            {
                return Length - time.GetElapsedTime(slice.At, now);
            }
        }

        // With the open slice everything is given back. What is more than the limit allows at all will never fit: then the longest wait that still means something.
        return _isOpen && amount <= limit ? Length - time.GetElapsedTime(_open.At, now) : Length;
    }

    private void Expire(long now)
    {
        while (_count > 0 && HasExpired(_oldestAt, now))
        {
            _used -= _ring[_first].Amount;
            _first = Place(1);
            _count--;
            _oldestAt = _ring[_first].At;
        }

        if (_isOpen && HasExpired(_open.At, now))
        {
            _used -= _open.Amount;
            _isOpen = false;
            _openId++;
        }
    }

    private bool HasExpired(long at, long now) => time.GetElapsedTime(at, now) >= Length;

    private void Close()
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        if (_count == 0)
        {
            _oldestAt = _open.At;
        }

        _ring[Place(_count++)] = _open;
        _isOpen = false;
        _openId++;
    }

    private int Place(int index) => (_first + index) % _ring.Length;

    private void Grow()
    {
        var larger = new Slice[Math.Max(8, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[Place(i)];
        }

        (_ring, _first) = (larger, 0);
    }

    private struct Slice
    {
        /// <summary>When the last of its grants was given; all of them expire 60 seconds later.</summary>
        public long At;

        public long Amount;
    }
}
