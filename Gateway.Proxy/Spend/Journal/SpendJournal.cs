using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Spend.Journal;

/// <summary>
/// Every spend log goes to a file before the request ends, so that killing the process loses none. <see cref="SpendWriter"/>
/// moves the records to the database, and deletes a segment when all of it is there.
/// </summary>
/// <remarks>
/// A record is the operating system's, not synced: it survives the death of the process, not that of the machine. With a full disk the
/// latest logs are held in memory up to a limit, while the writer goes on to empty the journal.
/// </remarks>
internal sealed partial class SpendJournal(GatewayOptions options, TimeProvider time, ILogger<SpendJournal> logger) : ISpendLogSink, IDisposable
{
    private const int LongestOverflow = 10_000;

    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[JournalFormat.LongestRecord];
    private readonly TextPool _pool = new();
    private readonly Queue<JournalEntry> _overflow = new();

    // Ids of two processes, or of two starts of one, must not meet.
    private long _lastId = Random.Shared.NextInt64(long.MaxValue / 2);
    private JournalSegment? _active;
    private bool _hasUnsealed;
    private long _recorded;
    private long _lost;
    private bool _failing;

    public string Folder { get; } = Path.Combine(options.DataDirectory, "spend-journal");

    /// <summary>Since the start.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>Logs that neither disk nor memory could take, since the start. Not 0 means money that nobody will see.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Anything that the writer has not seen yet?</summary>
    public bool HasUnsealed => Volatile.Read(ref _hasUnsealed);

    public void Record(SpendLog log)
    {
        lock (_lock)
        {
            var id = ++_lastId;
            var length = JournalFormat.Write(_buffer, id, log);
            try
            {
                Append(_buffer.AsSpan(0, length));
                _failing = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Hold(SpendLogCodec.Read(_buffer.AsSpan(JournalFormat.FrameSize, length - JournalFormat.FrameSize), _pool), exception);
            }

            _recorded++;
            _hasUnsealed = true;
        }
    }

    /// <summary>Closes the active segment, so that it can be read; the next record opens a new one.</summary>
    public void Seal()
    {
        lock (_lock)
        {
            _hasUnsealed = false;
            Close();
        }
    }

    /// <summary>What a full disk left in memory; given back with <see cref="PutBack"/> when it could not be stored.</summary>
    public List<JournalEntry> TakeOverflow()
    {
        lock (_lock)
        {
            List<JournalEntry> entries = [.. _overflow];
            _overflow.Clear();
            return entries;
        }
    }

    public void PutBack(IEnumerable<JournalEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                Keep(entry);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private void Append(ReadOnlySpan<byte> record)
    {
        if (_active?.TryAppend(record) == true)
        {
            return;
        }

        Close();
        _active = JournalSegment.Create(Folder, time.GetUtcNow());
        _active.TryAppend(record);
    }

    private void Close()
    {
        _active?.Dispose();
        _active = null;
    }

    private void Hold(JournalEntry entry, Exception exception)
    {
        if (!_failing)
        {
            LogFailing(exception, Folder);
        }

        _failing = true;
        Keep(entry);
    }

    private void Keep(JournalEntry entry)
    {
        if (_overflow.Count < LongestOverflow)
        {
            _overflow.Enqueue(entry);
        }
        else
        {
            _lost++;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The spend journal in {Folder} cannot be written. Requests go on; their spend is held in memory for a while and then lost. Make room or mend the permissions")]
    private partial void LogFailing(Exception exception, string folder);
}
