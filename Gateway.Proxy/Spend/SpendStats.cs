using Gateway.Proxy.Spend.Journal;

namespace Gateway.Proxy.Spend;

/// <summary>How the spend logs fare, for readiness and metrics.</summary>
internal sealed class SpendStats(SpendJournal journal)
{
    private long _written;
    private long _repeated;
    private long _rejected;
    private volatile bool _connected;
    private volatile string? _lastError;
    private long _lastWriteTicks;

    /// <summary>The database answered when it was asked last; it is asked every few seconds at the least.</summary>
    public bool IsConnected => _connected;

    /// <summary>Why the database could not be written last; null: it could.</summary>
    public string? LastError => _lastError;

    /// <summary>When logs were stored last; null: not since the start.</summary>
    public DateTimeOffset? LastWriteAt => Volatile.Read(ref _lastWriteTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Logs taken into the journal since the start.</summary>
    public long Recorded => journal.Recorded;

    /// <summary>Rows stored since the start; with logs left over from an earlier run.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Logs that the database had already, since the start.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Logs that the database would not take; they are kept in files beside the journal.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Logs that neither disk nor memory could take.</summary>
    public long Lost => journal.Lost;

    /// <summary>Bytes of the journal that wait for the database. Looks into the folder: for a scrape, not for a request.</summary>
    public long JournalBytes => SegmentFiles.In(journal.Folder).Sum(file => file.Length);

    /// <summary>Files of the journal that wait for the database.</summary>
    public int JournalSegments => SegmentFiles.In(journal.Folder).Count;

    public void Stored(int written, int repeated, DateTimeOffset now)
    {
        Interlocked.Add(ref _written, written);
        Interlocked.Add(ref _repeated, repeated);
        Volatile.Write(ref _lastWriteTicks, now.UtcTicks);
    }

    public void Answered()
    {
        _connected = true;
        _lastError = null;
    }

    public void Failed(string error)
    {
        _connected = false;
        _lastError = error;
    }

    public void RejectedOne() => Interlocked.Increment(ref _rejected);
}
