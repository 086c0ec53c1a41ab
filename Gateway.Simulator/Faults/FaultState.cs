using Gateway.Simulator.Generation;

namespace Gateway.Simulator.Faults;

/// <summary>One set of faults at work: how often each may still strike. Replaced as a whole when the faults are.</summary>
internal sealed class FaultState
{
    private readonly int[] _remaining;
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since;
    private readonly TimeProvider _time;
    private readonly ulong _seed;
    private long _draws;

    public FaultState(EngineFaults faults, long seed, TimeProvider time)
    {
        Faults = faults;
        _seed = (ulong)seed;
        _time = time;
        _since = time.GetTimestamp();
        _remaining = [.. faults.All.Select(fault => fault.Count ?? int.MaxValue)];
    }

    public EngineFaults Faults { get; }

    /// <summary>Completes when other faults are set; a hang ends then.</summary>
    public Task Replaced => _replaced.Task;

    public void Replace() => _replaced.TrySetResult();

    public bool IsUnhealthy => IsOn(FaultKind.Unhealthy) || IsStarting;

    public bool IsStarting
    {
        get
        {
            foreach (var fault in Faults.All)
            {
                if (fault.Kind == FaultKind.Starting && (fault.DelayMs == 0 || _time.GetElapsedTime(_since).TotalMilliseconds < fault.DelayMs))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Decides which faults hit this request, and counts them.</summary>
    public RequestFaults Draw(string path, bool isInference)
    {
        if (Faults.All.IsEmpty)
        {
            return RequestFaults.None;
        }

        var drawn = new List<Fault>();
        for (var i = 0; i < _remaining.Length; i++)
        {
            var fault = Faults.All[i];
            var matches = fault.Path is null ? isInference : path.StartsWith(fault.Path, StringComparison.Ordinal);
            if (matches && Chance() < fault.Probability && TryTake(ref _remaining[i]))
            {
                drawn.Add(fault);
            }
        }

        return drawn.Count == 0 ? RequestFaults.None : new RequestFaults(drawn, this);
    }

    private bool IsOn(FaultKind kind)
    {
        foreach (var fault in Faults.All)
        {
            if (fault.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    private double Chance() => new DeterministicRandom(Hash64.Combine(_seed, (ulong)Interlocked.Increment(ref _draws))).Fraction();

    private static bool TryTake(ref int remaining)
    {
        if (Volatile.Read(ref remaining) == int.MaxValue)
        {
            return true;
        }

        if (Interlocked.Decrement(ref remaining) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref remaining);
        return false;
    }
}
