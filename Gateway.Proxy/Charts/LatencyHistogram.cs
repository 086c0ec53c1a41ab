namespace Gateway.Proxy.Charts;

/// <summary>How many requests took how long, by the limits of <see cref="ActivitySql.Limits"/>.</summary>
internal sealed class LatencyHistogram(IEnumerable<(int AtMost, long Requests)> buckets)
{
    private readonly List<(int AtMost, long Requests)> _buckets =
        [.. buckets.GroupBy(bucket => bucket.AtMost).Select(bucket => (bucket.Key, bucket.Sum(part => part.Requests))).OrderBy(bucket => bucket.Key)];

    /// <summary>In milliseconds, as if requests lay evenly between two limits; null: there were none.</summary>
    public double? Percentile(double share)
    {
        var wanted = _buckets.Sum(bucket => bucket.Requests) * share;
        long below = 0;
        foreach (var (atMost, requests) in _buckets)
        {
            if (below + requests >= wanted)
            {
                var position = Array.BinarySearch(ActivitySql.Limits, atMost);
                double lowest = position > 0 ? ActivitySql.Limits[position - 1] : 0;
                return lowest + ((atMost - lowest) * (wanted - below) / requests);
            }

            below += requests;
        }

        return null;
    }
}
