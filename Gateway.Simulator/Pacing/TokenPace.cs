using Gateway.Simulator.Configuration;
using Gateway.Simulator.Generation;

namespace Gateway.Simulator.Pacing;

/// <summary>When the tokens of one answer are due. Due times add up exactly, so that ticks and slow flushes do not make a stream drift.</summary>
internal struct TokenPace(EngineTiming timing, TimeProvider time, ulong seed, double extraMs)
{
    private const double MaxDeviation = 0.7;

    /// <summary>A stream further behind than this goes on from now, without a burst to catch up.</summary>
    private static readonly TimeSpan s_maxLag = TimeSpan.FromMilliseconds(250);

    private readonly long _start = time.GetTimestamp();
    private DeterministicRandom _random = new(seed);
    private TimeSpan _due;

    /// <summary>Overhead plus prefill of the tokens that are not cached.</summary>
    public TimeSpan ToFirstToken(int uncachedTokens) => After(timing.TtftMs + (timing.PromptTokenMs * uncachedTokens));

    /// <param name="load">0: alone; 1: <c>max_num_seqs</c> are running.</param>
    public TimeSpan ToNextToken(double load)
    {
        var milliseconds = timing.InterTokenMs;
        if (timing.Jitter > 0)
        {
            milliseconds *= 1 + Math.Clamp(_random.Normal() * timing.Jitter, -MaxDeviation, MaxDeviation);
        }

        milliseconds *= 1 + ((timing.LoadSlowdown - 1) * load);
        return After(milliseconds + extraMs);
    }

    private TimeSpan After(double milliseconds)
    {
        if (milliseconds == 0)
        {
            return TimeSpan.Zero;
        }

        var elapsed = time.GetElapsedTime(_start);
        _due = elapsed - _due > s_maxLag ? elapsed : _due;
        _due += TimeSpan.FromMilliseconds(milliseconds);
        return _due - elapsed;
    }
}
