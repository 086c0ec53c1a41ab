using System.Threading.Tasks.Sources;

namespace Gateway.Simulator.Pacing;

/// <summary>The waits of one stream, one after another on the same object, so that a token costs neither a task nor a timer.</summary>
internal sealed class TickWait(TickWheel wheel) : IValueTaskSource<bool>
{
    // Continuations leave the wheel's timer thread at once: two cores then share the work of a tick.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    internal TickWait? Next { get; set; }

    internal TickWait? Previous { get; set; }

    internal long DueTick { get; set; }

    internal bool IsLinked { get; set; }

    internal bool Cancelled { get; set; }

    /// <summary>True once the time is over; false, at once, when cancelled.</summary>
    public ValueTask<bool> For(TimeSpan delay) =>
        wheel.TryAdd(this, delay) ? new ValueTask<bool>(this, _source.Version) : ValueTask.FromResult(!Cancelled);

    /// <summary>Ends the pending wait and every later one.</summary>
    public void Cancel() => wheel.Cancel(this);

    internal void Arm() => _source.Reset();

    internal void Complete(bool elapsed) => _source.SetResult(elapsed);

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
