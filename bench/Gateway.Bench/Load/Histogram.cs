using System.Diagnostics;
using System.Numerics;

namespace Gateway.Bench.Load;

/// <summary>
/// Counts by logarithmic buckets, each power of two cut into 256: a percentile is right to 0.4 % and recording is one
/// increment. Safe to record from several threads.
/// </summary>
internal sealed class Histogram
{
    private const int SubBits = 8;
    private const int SubBuckets = 1 << SubBits;
    private const int Powers = 40;

    private readonly long[] _counts = new long[Powers * SubBuckets];
    private long _max;

    public void Record(long stopwatchTicks)
    {
        var nanoseconds = (long)(stopwatchTicks * (1e9 / Stopwatch.Frequency));
        Interlocked.Increment(ref _counts[Math.Min(IndexOf(nanoseconds), _counts.Length - 1)]);
        var max = Volatile.Read(ref _max);
        while (nanoseconds > max)
        {
            var seen = Interlocked.CompareExchange(ref _max, nanoseconds, max);
            if (seen == max)
            {
                break;
            }

            max = seen;
        }
    }

    public Latencies? Summary()
    {
        var count = _counts.Sum();
        return count == 0 ? null : new Latencies(count, Percentile(count, 0.50), Percentile(count, 0.90), Percentile(count, 0.99), _max / 1000.0);
    }

    private double Percentile(long count, double share)
    {
        var rank = (long)Math.Ceiling(count * share);
        var index = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[index])
        {
            index++;
        }

        return Math.Min(MiddleOf(index), _max) / 1000.0;
    }

    // Below 256 a bucket holds one value. From there on the shift grows with each power of two, and the eight bits after
    // the leading one choose the bucket.
    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - SubBits);
        return shift == 0 ? (int)value : (shift << SubBits) + (int)(value >> shift);
    }

    private static double MiddleOf(int index)
    {
        if (index < 2 * SubBuckets)
        {
            return index;
        }

        var shift = (index >> SubBits) - 1;
        return (((long)index - (shift << SubBits)) << shift) + ((1L << shift) - 1) / 2.0;
    }
}
