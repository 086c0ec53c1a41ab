namespace Gateway.Simulator.Engine;

/// <summary>A request's place in the queue or in the running batch.</summary>
internal sealed class AdmissionTicket(int blocks)
{
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Blocks of the KV cache that it holds while running.</summary>
    public int Blocks { get; set; } = blocks;

    public bool Admitted { get; set; }

    public bool GaveUp { get; set; }

    public void Signal() => _admitted.TrySetResult();

    /// <summary>False when the client left before its turn came.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken aborted)
    {
        if (_admitted.Task.IsCompleted)
        {
            return !aborted.IsCancellationRequested;
        }

        try
        {
            await _admitted.Task.WaitAsync(aborted);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
