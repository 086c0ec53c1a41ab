using System.Data.Common;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend;

/// <summary>
/// Moves spend logs from the journal to the database: brings the database up to date first, then stores batches at least
/// every half second. While the database is away the journal grows; afterwards it drains by itself.
/// </summary>
internal sealed partial class SpendWriter(
    SpendJournal journal, NewCustomers customers, SpendStore store, SpendStats stats, WriterPace pace, Migrator migrator, TimeProvider time, ILogger<SpendWriter> logger) : BackgroundService
{
    private const int BatchSize = 1_000;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_folderInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly List<JournalEntry> _batch = new(BatchSize);
    private readonly TaskCompletionSource _migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the tables are there.</summary>
    public Task Migrated => _migrated.Task;

    /// <summary>Stores all that is in the journal now; throws when the database does not take it.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => DrainAsync(paced: false, cancellationToken);

    private async Task DrainAsync(bool paced, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await DrainSegmentsAsync(paced, cancellationToken);
            await DrainOverflowAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_migrated.Task.IsCompletedSuccessfully)
        {
            try
            {
                await FlushAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                LogLeft(journal.Folder, exception.Message);
            }
        }

        await store.DisposeAsync();
    }

    public override void Dispose()
    {
        _wake.Dispose();
        _oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(static state => ((SpendWriter)state!).Wake(), this, s_interval, s_interval);
        var backoff = TimeSpan.Zero;
        try
        {
            while (true)
            {
                try
                {
                    await MigrateAsync(stoppingToken);
                    await WorkAsync(backoff > TimeSpan.Zero, stoppingToken);
                    if (backoff > TimeSpan.Zero)
                    {
                        LogBack(stats.JournalBytes);
                    }

                    backoff = TimeSpan.Zero;
                    await _wake.WaitAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    stats.Failed(exception.Message);
                    if (backoff == TimeSpan.Zero)
                    {
                        LogAway(exception.Message);
                    }

                    backoff = backoff == TimeSpan.Zero ? s_interval : TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, s_longestBackoff.Ticks));
                    await Task.Delay(backoff, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (!_migrated.Task.IsCompleted)
        {
            await migrator.RunAsync(cancellationToken);
            stats.Answered();
            _migrated.TrySetResult();
        }
    }

    private long _pingedAt;
    private long _lookedAt;

    // The folder is looked into when there is something new in it, and now and then for what a dead neighbour left.
    private async Task WorkAsync(bool afterFailure, CancellationToken cancellationToken)
    {
        if (afterFailure || journal.HasUnsealed || _lookedAt == 0 || time.GetElapsedTime(_lookedAt) > s_folderInterval)
        {
            await DrainAsync(paced: true, cancellationToken);
            _lookedAt = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(_pingedAt) > s_pingInterval)
        {
            await _oneAtATime.WaitAsync(cancellationToken);
            try
            {
                await store.PingAsync(cancellationToken);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        else
        {
            return;
        }

        stats.Answered();
        _pingedAt = time.GetTimestamp();
    }

    private async Task DrainSegmentsAsync(bool paced, CancellationToken cancellationToken)
    {
        journal.Seal();
        var files = SegmentFiles.In(journal.Folder);
        var backlog = files.Sum(file => file.Length);
        foreach (var file in files)
        {
            using var segment = SegmentReader.TryOpen(file.FullName);
            if (segment is null)
            {
                continue;
            }

            while (segment.Read(_batch, BatchSize))
            {
                var start = time.GetTimestamp();
                await StoreAsync(_batch, paced && WriterPace.GivesWay(backlog), cancellationToken);
                if (paced)
                {
                    await pace.RestAsync(time.GetElapsedTime(start), backlog, cancellationToken);
                }
            }

            if (segment.Damaged > 0)
            {
                LogDamaged(file.FullName, segment.Damaged);
                File.Copy(file.FullName, file.FullName + ".damaged", overwrite: true);
            }

            if (segment.Torn > 0)
            {
                LogTorn(file.FullName, segment.Torn);
            }

            segment.Delete();
            backlog -= file.Length;
        }
    }

    private async Task DrainOverflowAsync(CancellationToken cancellationToken)
    {
        var held = journal.TakeOverflow();
        var stored = 0;
        try
        {
            foreach (var part in held.Chunk(BatchSize))
            {
                await StoreAsync(part, givesWay: false, cancellationToken);
                stored += part.Length;
            }
        }
        finally
        {
            journal.PutBack(held.Skip(stored));
        }
    }

    private async Task StoreAsync(IReadOnlyList<JournalEntry> entries, bool givesWay, CancellationToken cancellationToken)
    {
        try
        {
            await customers.AddAsync(entries, cancellationToken);
            var written = await store.WriteAsync(entries, givesWay, cancellationToken);
            stats.Stored(written, entries.Count - written, time.GetUtcNow());
        }
        catch (DbException exception) when (IsAboutTheData(exception))
        {
            // One row that the database cannot take must not hold up the others for ever.
            if (entries.Count == 1)
            {
                Reject(entries[0], exception.Message);
                return;
            }

            var half = entries.Count / 2;
            await StoreAsync([.. entries.Take(half)], givesWay, cancellationToken);
            await StoreAsync([.. entries.Skip(half)], givesWay, cancellationToken);
        }
    }

    // PostgreSQL's classes "data exception", "integrity constraint violation" and "program limit exceeded".
    private static bool IsAboutTheData(DbException exception) => exception.SqlState is { Length: 5 } state && state[..2] is "22" or "23" or "54";

    private void Reject(JournalEntry entry, string reason)
    {
        var record = new byte[JournalFormat.LongestRecord];
        var length = JournalFormat.Write(record, entry.LogId, entry.Log);
        var path = Path.Combine(journal.Folder, FormattableString.Invariant($"{entry.LogId}.rejected"));
        File.WriteAllBytes(path, [.. JournalFormat.Header, .. record.AsSpan(0, length)]);
        stats.RejectedOne();
        LogRejected(entry.Log.RequestId, reason, path);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Awake already, or gone.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database is away: {Problem}. Requests go on; spend logs wait in the journal on disk")]
    private partial void LogAway(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is back and the journal is stored; {Bytes} bytes have come meanwhile")]
    private partial void LogBack(long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spend logs are left in {Folder} and will be stored at the next start: {Problem}")]
    private partial void LogLeft(string folder, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} ended within a record; {Bytes} bytes of a request that was never answered are dropped")]
    private partial void LogTorn(string path, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: {Count} records are damaged. The file is kept as .damaged; check the disk")]
    private partial void LogDamaged(string path, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not take the spend log of request {RequestId}: {Reason}. It is kept in {Path}")]
    private partial void LogRejected(string requestId, string reason, string path);
}
