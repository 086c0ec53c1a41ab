namespace Gateway.Proxy.Counters;

/// <summary>One caller's stock, and how often it comes: only a caller that comes often takes in advance, and about as much as it needs.</summary>
/// <param name="claims">Kinds, names and limits tell one caller from another.</param>
internal sealed class StockSlot(SharedClaim[] claims, TimeProvider time)
{
    private const int Often = 8;
    private const int MostInAdvance = 4096;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private CounterStock? _stock;
    private long _began = time.GetTimestamp();
    private int _taken;
    private int _takenBefore;
    private bool _asking;

    /// <summary>Nothing would be lost if another caller had the slot.</summary>
    public bool IsIdle => !_asking && _stock?.IsGood(time) != true;

    public bool IsOf(SharedClaim[] wanted)
    {
        if (wanted.Length != claims.Length)
        {
            return false;
        }

        for (var i = 0; i < claims.Length; i++)
        {
            if (wanted[i].Kind != claims[i].Kind || wanted[i].Limit != claims[i].Limit || wanted[i].Name != claims[i].Name)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A grant from the stock, or how many requests' worth to take in advance with the question that must be asked.</summary>
    public (SharedGrant? Grant, int InAdvance) Take(SharedClaim[] wanted)
    {
        lock (_lock)
        {
            Count();
            if (_stock is { } stock && stock.IsGood(time) && stock.TryTake(wanted) is { } grant)
            {
                return (grant, 0);
            }

            var often = Math.Max(_taken, _takenBefore);
            if (_asking || often < Often)
            {
                return (null, 0);
            }

            _asking = true;
            return (null, Math.Min(often, MostInAdvance));
        }
    }

    /// <summary>The question is answered.</summary>
    /// <param name="stock">Null: nothing was left to take in advance.</param>
    public void Put(CounterStock? stock)
    {
        lock (_lock)
        {
            _stock = stock;
            _asking = false;
        }
    }

    /// <summary>Gives what is left back.</summary>
    public IEnumerable<Settlement> Close()
    {
        lock (_lock)
        {
            return _stock?.Close() ?? [];
        }
    }

    private void Count()
    {
        var elapsed = time.GetElapsedTime(_began);
        if (elapsed >= s_second)
        {
            _takenBefore = elapsed < 2 * s_second ? _taken : 0;
            _taken = 0;
            _began = time.GetTimestamp();
        }

        _taken++;
    }
}
