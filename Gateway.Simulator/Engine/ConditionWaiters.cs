namespace Gateway.Simulator.Engine;

/// <summary>Lets a test await "one request is waiting" instead of sleeping: conditions are looked at whenever a counter changes.</summary>
internal sealed class ConditionWaiters
{
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Holds, TaskCompletionSource Source)> _waiters = [];
    private volatile bool _any;

    public void Changed()
    {
        if (!_any)
        {
            return;
        }

        lock (_gate)
        {
            _waiters.RemoveAll(static waiter => waiter.Holds() && waiter.Source.TrySetResult());
            _any = _waiters.Count > 0;
        }
    }

    public Task WaitAsync(Func<bool> holds)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiters.Add((holds, source));
            _any = true;
        }

        // It may hold already, or have come to hold while it was being added.
        Changed();
        return source.Task;
    }
}
