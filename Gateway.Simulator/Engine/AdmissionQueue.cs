using Gateway.Simulator.Configuration;

namespace Gateway.Simulator.Engine;

/// <summary>
/// The engine's scheduler: at most <c>max_num_seqs</c> requests run, and only while their blocks fit; the others wait in a
/// bounded queue, in order of arrival or of priority.
/// </summary>
internal sealed class AdmissionQueue(EngineSettings settings, EngineCounters counters)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<AdmissionTicket, (int Priority, long Arrival)> _waiting = new();
    private long _arrivals;
    private int _queued;
    private int _running;
    private int _blocksInUse;

    public int Running => Volatile.Read(ref _running);

    public int Waiting => Volatile.Read(ref _queued);

    /// <summary>0 to 1: the share of KV cache blocks that running requests hold.</summary>
    public double CacheUsage => Math.Min(1, (double)Volatile.Read(ref _blocksInUse) / settings.NumGpuBlocks);

    /// <summary>0: at most one request is running; 1: as many as can.</summary>
    public double Load => settings.MaxNumSeqs == 1 ? 0 : Math.Clamp((Running - 1.0) / (settings.MaxNumSeqs - 1), 0, 1);

    /// <summary>Null when the queue is full. The ticket must be given back with <see cref="Leave"/>.</summary>
    public AdmissionTicket? TryEnter(int blocks, int priority)
    {
        lock (_gate)
        {
            var ticket = new AdmissionTicket(blocks);
            if (_queued == 0 && Fits(ticket))
            {
                Admit(ticket);
                return ticket;
            }

            if (_queued >= settings.MaxWaiting)
            {
                return null;
            }

            var order = settings.SchedulingPolicy == SchedulingPolicy.Priority ? priority : 0;
            _waiting.Enqueue(ticket, (order, _arrivals++));
            _queued++;
            counters.CountWaiting(1);
            return ticket;
        }
    }

    /// <summary>The answer has grown into another block.</summary>
    public void Grow(AdmissionTicket ticket)
    {
        ticket.Blocks++;
        Interlocked.Increment(ref _blocksInUse);
    }

    public void Leave(AdmissionTicket ticket)
    {
        lock (_gate)
        {
            if (ticket.Admitted)
            {
                _running--;
                Interlocked.Add(ref _blocksInUse, -ticket.Blocks);
                counters.CountRunning(-1);
            }
            else
            {
                // Stays in the heap until it comes up; the count is right at once.
                ticket.GaveUp = true;
                _queued--;
                counters.CountWaiting(-1);
            }

            AdmitWaiting();
        }
    }

    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out var next, out _) && (next.GaveUp || Fits(next)))
        {
            _waiting.Dequeue();
            if (!next.GaveUp)
            {
                _queued--;
                counters.CountWaiting(-1);
                Admit(next);
            }
        }
    }

    /// <summary>A request alone always runs, however large.</summary>
    private bool Fits(AdmissionTicket ticket) =>
        _running == 0 || (_running < settings.MaxNumSeqs && _blocksInUse + ticket.Blocks <= settings.NumGpuBlocks);

    private void Admit(AdmissionTicket ticket)
    {
        _running++;
        Interlocked.Add(ref _blocksInUse, ticket.Blocks);
        ticket.Admitted = true;
        counters.CountRunning(1);
        ticket.Signal();
    }
}
