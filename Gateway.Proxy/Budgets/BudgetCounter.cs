namespace Gateway.Proxy.Budgets;

/// <summary>
/// What was spent in the current window, and what requests in flight have reserved. Seeded from the database; from then
/// on it is ahead of it. Thread-safe; survives changes of the key or team that it belongs to.
/// </summary>
internal sealed class BudgetCounter
{
    private readonly Lock _lock = new();
    private double _spend;
    private double _reserved;
    private BudgetPeriod? _period;
    private DateTimeOffset? _resetAt;
    private int _beginnings;
    private bool _used;
    private bool _wasUsed;

    /// <summary>A request has counted against it since the start.</summary>
    public bool WasUsed => Volatile.Read(ref _wasUsed);

    /// <summary>Spent in the window that holds <paramref name="now"/>.</summary>
    public double Spend(DateTimeOffset now) => State(now).Spend;

    /// <summary>The window that holds <paramref name="now"/>.</summary>
    public BudgetState State(DateTimeOffset now)
    {
        lock (_lock)
        {
            Roll(now);
            return new BudgetState(_spend, _reserved, _resetAt, _beginnings);
        }
    }

    /// <summary>The window's length and end; null: it never ends.</summary>
    public void SetWindow(BudgetPeriod? period, DateTimeOffset? resetAt)
    {
        lock (_lock)
        {
            if (period != _period || _resetAt is null)
            {
                _resetAt = resetAt;
            }
            else if (resetAt > _resetAt)
            {
                // The same length with a later end is the next window. An earlier end is only a database that lags behind.
                Begin(0);
                _resetAt = resetAt;
            }

            _period = period;
        }
    }

    /// <summary>Sets what was spent: at the first load and after a reset on purpose.</summary>
    public void Set(double spend)
    {
        lock (_lock)
        {
            Begin(spend);
        }
    }

    /// <summary>What the database knows of all replicas together, when it is of the same window and more than is known here.</summary>
    public void Raise(double spend, DateTimeOffset? resetAt)
    {
        lock (_lock)
        {
            if (_resetAt is null || resetAt >= _resetAt)
            {
                _spend = Math.Max(_spend, spend);
            }
        }
    }

    /// <summary>What all replicas together had spent when a request was let in or refused.</summary>
    /// <param name="beginnings">As it was when that was asked for: spend that has begun anew since knows better.</param>
    public void Learn(double spend, int beginnings)
    {
        lock (_lock)
        {
            if (beginnings == _beginnings)
            {
                _spend = Math.Max(_spend, spend);
            }
        }
    }

    /// <summary>The database knows, or will soon know, of spend that has not come by here.</summary>
    public void Doubt()
    {
        lock (_lock)
        {
            _used = true;
        }
    }

    /// <summary>True, once, when the counter was used or doubted since the last call: worth asking the database for what other replicas spent.</summary>
    public bool TakeUsed()
    {
        lock (_lock)
        {
            var used = _used;
            _used = false;
            return used;
        }
    }

    /// <summary>Reserves <paramref name="estimate"/> while spend and reservations are under <paramref name="max"/>; null: without limit.</summary>
    public bool TryReserve(double? max, double estimate, DateTimeOffset now, out BudgetState state)
    {
        lock (_lock)
        {
            Roll(now);
            _used = _wasUsed = true;
            state = new BudgetState(_spend, _reserved, _resetAt, _beginnings);
            if (_spend + _reserved >= max)
            {
                return false;
            }

            _reserved += estimate;
            return true;
        }
    }

    /// <summary>Replaces a reservation by the real cost; gives what is spent then. Where spend has begun anew since, the cost belongs to what was before.</summary>
    /// <param name="beginnings">As it was at the reservation.</param>
    public double Settle(double reserved, double cost, int beginnings, DateTimeOffset now)
    {
        lock (_lock)
        {
            Roll(now);

            // Sums of fractions leave a rest in the last digits; it must not add up to a phantom reservation.
            _reserved = Math.Max(0, _reserved - reserved);
            _spend += beginnings == _beginnings ? cost : 0;
            return _spend;
        }
    }

    private void Roll(DateTimeOffset now)
    {
        if (_resetAt is { } end && now >= end && _period is { } period)
        {
            Begin(0);
            _resetAt = period.NextAfter(end, now);
        }
    }

    private void Begin(double spend)
    {
        _spend = spend;
        _beginnings++;
    }
}
