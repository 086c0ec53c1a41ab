namespace Gateway.Proxy.Charts;

/// <summary>How many requests took how long, by <see cref="Limits"/>.</summary>
internal sealed class LatencyHistogram(IEnumerable<(int AtMost, long Requests)> buckets)
{
    /// <summary>In milliseconds; steps of a quarter to a half, so a percentile read from them is about that close.</summary>
    public static readonly int[] Limits =
    [
        5, 10, 15, 20, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 320, 400, 500, 650, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_200, 4_000, 5_000,
        6_500, 8_000, 10_000, 13_000, 16_000, 20_000, 25_000, 32_000, 40_000, 60_000, 90_000, 120_000, 180_000, 300_000, 600_000, 3_600_000,
    ];

    private readonly List<(int AtMost, long Requests)> _buckets =
        [.. buckets.GroupBy(bucket => bucket.AtMost).Select(bucket => (bucket.Key, bucket.Sum(part => part.Requests))).OrderBy(bucket => bucket.Key)];

    /// <summary>The lowest limit that is not below this time; the highest for what took longer than any.</summary>
    public static int LimitOf(TimeSpan time)
    {
        var milliseconds = (int)Math.Ceiling(Math.Clamp(time.TotalMilliseconds, 0, Limits[^1]));
        var position = Array.BinarySearch(Limits, milliseconds);
        return Limits[position < 0 ? ~position : position];
    }

    /// <summary>In milliseconds, as if requests lay evenly between two limits; null: there were none.</summary>
    public double? Percentile(double share)
    {
        var wanted = _buckets.Sum(bucket => bucket.Requests) * share;
        long below = 0;
        foreach (var (atMost, requests) in _buckets)
        {
            if (below + requests >= wanted)
            {
                var position = Array.BinarySearch(Limits, atMost);
                double lowest = position > 0 ? Limits[position - 1] : 0;
                return lowest + ((atMost - lowest) * (wanted - below) / requests);
            }

            below += requests;
        }

        return null;
    }
}
