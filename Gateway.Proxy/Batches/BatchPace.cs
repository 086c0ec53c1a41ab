using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Telemetry;

namespace Gateway.Proxy.Batches;

/// <summary>How many calls batches make at a time: a few, and fewer while people wait for theirs.</summary>
internal sealed class BatchPace(RequestsInFlight requests, TimeProvider time)
{
    private const int AtOnce = 16;
    private const int MostAttempts = 50;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _inFlight;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (Volatile.Read(ref _inFlight) >= Math.Max(1, AtOnce - Others))
            {
                await Task.Delay(s_look, time, cancellationToken);
            }

            Interlocked.Increment(ref _inFlight);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Refused for now: rate limits, nothing healthy. A budget that is used up is not for now.</summary>
    public static bool IsPassing(DetachedAnswer answer, int attempt)
    {
        if (attempt >= MostAttempts || answer.Status is not (StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable))
        {
            return false;
        }

        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Get("error")?.Text("type") != "budget_exceeded";
    }

    public Task BackOffAsync(int attempt, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(1 << Math.Min(attempt - 1, 10), s_longestWait.TotalSeconds));
        return Task.Delay(wait, time, cancellationToken);
    }

    private int Others => Math.Max(0, requests.Count - Volatile.Read(ref _inFlight));
}
