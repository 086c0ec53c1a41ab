using Gateway.Proxy.Files;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Batches;

/// <summary>
/// Runs one batch: checks its file, makes each call that was not made yet, keeps the progress. Answers stand in the output file
/// before they count, so a process that is killed repeats at most the calls that were under way.
/// </summary>
internal sealed class BatchWork(BatchStore store, FileStore files, DetachedCalls calls, BatchPace pace, SnapshotStore snapshots, TimeProvider time)
{
    private const int MostErrors = 100;

    private static readonly TimeSpan s_saveInterval = TimeSpan.FromSeconds(1);

    /// <summary>The input was uploaded to this replica, or to a disk that it shares.</summary>
    public bool CanDo(Batch batch) => File.Exists(files.PathOf(batch.InputFileId));

    public async Task DoAsync(Batch batch, string keyHash, string owner, CancellationToken cancelled, CancellationToken stopping)
    {
        if (batch.Status == "cancelling" && batch.OutputFileId is null)
        {
            await store.SaveAsync(batch with { Status = "cancelled", CancelledAt = Now() }, stopping);
            return;
        }

        if (batch.OutputFileId is null)
        {
            batch = await BeginAsync(batch, stopping);
            if (batch.Status == "failed")
            {
                return;
            }
        }

        using var output = BatchOutput.Open(files.PathOf(batch.OutputFileId!));
        using var errors = BatchOutput.Open(files.PathOf(batch.ErrorFileId!));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        var state = new Progress(batch, output, errors);
        if (batch.Status == "cancelling")
        {
            await stop.CancelAsync();
        }

        try
        {
            await RunAsync(state, keyHash, owner, stop);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Cancelled by its owner: what is done is kept.
        }

        await EndAsync(state, keyHash, stopping);
    }

    private async Task<Batch> BeginAsync(Batch batch, CancellationToken cancellationToken)
    {
        var problems = new List<BatchError>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        await foreach (var text in LinesAsync(batch, cancellationToken))
        {
            number++;
            if (BatchLine.Read(text, batch.Endpoint, out var line) is { } problem)
            {
                problems.Add(new BatchError("invalid_request", problem, number));
            }
            else if (!ids.Add(line!.CustomId))
            {
                problems.Add(new BatchError("duplicate_custom_id", $"custom_id '{line.CustomId}' stands twice.", number));
            }

            if (problems.Count == MostErrors)
            {
                break;
            }
        }

        if (number == 0)
        {
            problems.Add(new BatchError("empty_file", "The input file has no requests.", null));
        }

        batch = problems.Count > 0
            ? batch with { Status = "failed", FailedAt = Now(), Errors = new BatchErrors(problems) }
            : batch with
            {
                Status = "in_progress",
                InProgressAt = Now(),
                OutputFileId = "file-" + Guid.NewGuid().ToString("N"),
                ErrorFileId = "file-" + Guid.NewGuid().ToString("N"),
                RequestCounts = new BatchCounts(number, 0, 0),
            };
        await store.SaveAsync(batch, cancellationToken);
        return batch;
    }

    private async Task RunAsync(Progress state, string keyHash, string owner, CancellationTokenSource stop)
    {
        var running = new HashSet<Task>();
        try
        {
            await foreach (var text in LinesAsync(state.Batch, stop.Token))
            {
                BatchLine.Read(text, state.Batch.Endpoint, out var line);
                if (line is null || state.IsDone(line.CustomId))
                {
                    continue;
                }

                if (Now() >= state.Batch.ExpiresAt)
                {
                    state.Expired = true;
                    break;
                }

                await pace.EnterAsync(stop.Token);
                running.Add(LineAsync(state, line, keyHash, stop.Token));
                running.RemoveWhere(task => task.IsCompletedSuccessfully);
                await SaveAsync(state, owner, stop);
            }

            while (running.Count > 0)
            {
                var ended = await Task.WhenAny(running.Append(Task.Delay(s_saveInterval, time, stop.Token)));
                await ended;
                running.Remove(ended);
                await SaveAsync(state, owner, stop);
            }
        }
        finally
        {
            // When the counts are taken and the files are closed, no line may be left that writes to them.
            await stop.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private async Task LineAsync(Progress state, BatchLine line, string keyHash, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Yield();
            for (var attempt = 1; ; attempt++)
            {
                var answer = await CallAsync(state.Batch, line, keyHash, cancellationToken);
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                // The key's own limits and a busy fleet mean later, not never: nobody waits for a batch.
                if (BatchPace.IsPassing(answer, attempt))
                {
                    await pace.BackOffAsync(attempt, cancellationToken);
                    continue;
                }

                var file = answer.Status == StatusCodes.Status200OK ? state.Output : state.Errors;
                file.Append(line.CustomId, line.Answered(answer));
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // Not done: it stays out of the output.
        }
        finally
        {
            pace.Leave();
        }
    }

    private async Task<DetachedAnswer> CallAsync(Batch batch, BatchLine line, string keyHash, CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        var error = KeyHash.TryParse(keyHash, out var hash) && snapshot.Keys.TryGetValue(hash, out var key) ? null : snapshot.StoredKeys.Authenticate(hash, out key);
        return error is null
            ? await calls.RunAsync(new InferenceRoute(BatchLine.KindOf(batch.Endpoint)!.Value, null, key), batch.Endpoint, line.Body, cancellationToken)
            : new DetachedAnswer(error.Status, Guid.NewGuid().ToString(), ErrorJson.ToJson(error));
    }

    private async Task SaveAsync(Progress state, string owner, CancellationTokenSource stop)
    {
        if (time.GetElapsedTime(state.SavedAt) < s_saveInterval)
        {
            return;
        }

        state.SavedAt = time.GetTimestamp();
        await store.TryLeaseAsync(state.Batch.Id, owner, CancellationToken.None);
        if (!await store.SaveAsync(state.Counted(), CancellationToken.None))
        {
            // Another replica was told to cancel it.
            await stop.CancelAsync();
        }
    }

    private async Task EndAsync(Progress state, string keyHash, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            await store.SaveAsync(state.Counted(), CancellationToken.None);
            return;
        }

        var batch = state.Counted();
        var counts = batch.RequestCounts;
        var isWhole = counts.Completed + counts.Failed == counts.Total;
        batch = isWhole ? batch with { Status = "completed", FinalizingAt = Now(), CompletedAt = Now() }
            : state.Expired ? batch with { Status = "expired", ExpiredAt = Now() }
            : batch with { Status = "cancelled", CancellingAt = batch.CancellingAt ?? Now(), CancelledAt = Now() };
        batch = batch with
        {
            OutputFileId = await PublishAsync(batch, state.Output, batch.OutputFileId!, "output", keyHash),
            ErrorFileId = await PublishAsync(batch, state.Errors, batch.ErrorFileId!, "error", keyHash),
        };
        await store.SaveAsync(batch, CancellationToken.None);
    }

    // An empty file is none.
    private async Task<string?> PublishAsync(Batch batch, BatchOutput content, string id, string what, string keyHash)
    {
        if (content.Length == 0)
        {
            return null;
        }

        await files.AddAsync(new StoredFile(id, keyHash, $"{batch.Id}_{what}.jsonl", "batch_output", content.Length, time.GetUtcNow()), CancellationToken.None);
        return id;
    }

    private async IAsyncEnumerable<string> LinesAsync(Batch batch, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in File.ReadLinesAsync(files.PathOf(batch.InputFileId), cancellationToken))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private sealed class Progress(Batch batch, BatchOutput output, BatchOutput errors)
    {
        public Batch Batch => batch;

        public BatchOutput Output => output;

        public BatchOutput Errors => errors;

        public bool Expired { get; set; }

        public long SavedAt { get; set; } = long.MinValue / 2;

        public bool IsDone(string id) => output.Has(id) || errors.Has(id);

        public Batch Counted() => batch with { RequestCounts = batch.RequestCounts with { Completed = output.Count, Failed = errors.Count } };
    }
}
