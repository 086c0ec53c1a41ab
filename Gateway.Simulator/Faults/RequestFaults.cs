namespace Gateway.Simulator.Faults;

/// <summary>The faults that hit one request.</summary>
internal sealed class RequestFaults(IReadOnlyList<Fault> faults, FaultState? state)
{
    public static RequestFaults None { get; } = new([], null);

    public Fault? Find(FaultKind kind)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind == kind)
            {
                return fault;
            }
        }

        return null;
    }

    public bool Has(FaultKind kind) => Find(kind) is not null;

    /// <summary>Returns false when the client left meanwhile.</summary>
    public async Task<bool> HangAsync(Fault fault, TimeProvider time, CancellationToken aborted)
    {
        try
        {
            await state!.Replaced.WaitAsync(fault.DelayMs == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(fault.DelayMs), time, aborted);
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return true;
    }
}
