namespace Gateway.Proxy.Hosting;

/// <summary>What a service does again and again until the gateway stops.</summary>
internal static class PeriodicWork
{
    /// <summary>At once, and then after every <paramref name="interval"/>. A round that takes longer delays the next; one that throws ends the work.</summary>
    public static async Task RunAtOnceAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await round(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>The same, the first time after one <paramref name="interval"/>.</summary>
    public static async Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await round(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>The same of work that does not wait for anything.</summary>
    public static Task RunAsync(TimeSpan interval, TimeProvider time, Action round, CancellationToken stopping) =>
        RunAsync(interval, time, _ =>
        {
            round();
            return Task.CompletedTask;
        }, stopping);
}
