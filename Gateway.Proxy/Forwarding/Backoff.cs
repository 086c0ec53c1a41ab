using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The wait before a retry: none when another deployment is at hand, else a jittered wait that doubles, or what the
/// upstream asked for. Never longer than the time that the request has left.
/// </summary>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(50);

    // LiteLLM's MAX_RETRY_DELAY.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    /// <summary>Waits; false when there is not enough time, and then at once.</summary>
    public async Task<bool> WaitAsync(InferenceContext context, Attempt attempt, TimeSpan left)
    {
        var least = context.Snapshot.Config.RouterSettings.RetryAfter;
        var wait = context.Plan!.HasUntried ? least : Max(least, attempt.RetryAfter ?? Exponential(context.Plan.AttemptsInGroup));
        if (wait >= left)
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, context.Http.RequestAborted);
        }

        return true;
    }

    // Full jitter between half and the whole, so that clients that failed together do not come back together.
    private TimeSpan Exponential(int attempts)
    {
        var ceiling = s_first * Math.Pow(2, Math.Min(attempts - 1, 10));
        return (ceiling < s_longest ? ceiling : s_longest) * (0.5 + (random.NextDouble() / 2));
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
