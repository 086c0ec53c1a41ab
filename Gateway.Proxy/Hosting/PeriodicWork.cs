namespace Gateway.Proxy.Hosting;

/// <summary>
/// What a service does again and again until the gateway stops. A round that takes longer than the interval delays the next; one that throws
/// ends the work.
/// </summary>
internal static class PeriodicWork
{
    /// <summary>The first time after one <paramref name="interval"/>.</summary>
    public static Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, CancellationToken stopping) =>
        RunAsync(interval, time, round, atOnce: false, stopping);

    /// <summary>The same of work that does not wait for anything.</summary>
    public static Task RunAsync(TimeSpan interval, TimeProvider time, Action round, CancellationToken stopping) => RunAsync(
        interval,
        time,
        _ =>
        {
            round();
            return Task.CompletedTask;
        },
        stopping);

    /// <summary>The first time at once.</summary>
    public static Task RunAtOnceAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, CancellationToken stopping) =>
        RunAsync(interval, time, round, atOnce: true, stopping);

    private static async Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, bool atOnce, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (atOnce || await timer.WaitForNextTickAsync(stopping))
            {
                atOnce = false;
                await round(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
