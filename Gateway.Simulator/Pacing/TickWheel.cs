namespace Gateway.Simulator.Pacing;

/// <summary>
/// One timer for all waiting streams of the process: a wheel of slots, each a linked list of the waits that end at that
/// tick. A wait costs no allocation, whatever the number of streams. The timer sleeps when nobody waits.
/// </summary>
internal sealed class TickWheel : IDisposable
{
    /// <summary>Finer than the pause between two tokens, coarser than the cost of a tick.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private const int Slots = 1_024;

    private readonly Lock _gate = new();
    private readonly TickWait?[] _slots = new TickWait?[Slots];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _reached;
    private int _waiting;

    public TickWheel(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static wheel => ((TickWheel)wheel!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Time => _time;

    /// <summary>Starts a wait, unless it was cancelled before or its time has come.</summary>
    /// <returns>Whether the wait is now pending.</returns>
    internal bool TryAdd(TickWait wait, TimeSpan delay)
    {
        lock (_gate)
        {
            if (wait.Cancelled || delay <= TimeSpan.Zero)
            {
                return false;
            }

            if (_waiting++ == 0)
            {
                _reached = Now();
                _timer.Change(Tick, Timeout.InfiniteTimeSpan);
            }

            // Rounded up, and one more: the current tick is partly over.
            wait.DueTick = Now() + (delay.Ticks + Tick.Ticks - 1) / Tick.Ticks;
            wait.DueTick = Math.Max(wait.DueTick, _reached + 1);
            wait.Arm();
            Link(wait);
            return true;
        }
    }

    internal void Cancel(TickWait wait)
    {
        lock (_gate)
        {
            wait.Cancelled = true;
            if (wait.IsLinked)
            {
                Unlink(wait);
                wait.Complete(false);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Advance()
    {
        lock (_gate)
        {
            var now = Now();

            // After a long sleep of the machine one turn visits every slot.
            var first = Math.Max(_reached + 1, now - Slots + 1);
            for (var tick = first; tick <= now; tick++)
            {
                Release((int)(tick % Slots), now);
            }

            _reached = now;
            if (_waiting > 0)
            {
                _timer.Change(Tick, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Release(int slot, long now)
    {
        for (var wait = _slots[slot]; wait is not null;)
        {
            var next = wait.Next;
            if (wait.DueTick <= now)
            {
                Unlink(wait);
                wait.Complete(true);
            }

            wait = next;
        }
    }

    private long Now() => _time.GetElapsedTime(_start).Ticks / Tick.Ticks;

    private void Link(TickWait wait)
    {
        ref var head = ref _slots[wait.DueTick % Slots];
        wait.Next = head;
        wait.Previous = null;
        if (head is not null)
        {
            head.Previous = wait;
        }

        head = wait;
        wait.IsLinked = true;
    }

    private void Unlink(TickWait wait)
    {
        if (wait.Previous is null)
        {
            _slots[wait.DueTick % Slots] = wait.Next;
        }
        else
        {
            wait.Previous.Next = wait.Next;
        }

        if (wait.Next is not null)
        {
            wait.Next.Previous = wait.Previous;
        }

        wait.Next = wait.Previous = null;
        wait.IsLinked = false;
        _waiting--;
    }
}
