namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>One metric and its series by label values, in the order in which they appeared.</summary>
internal sealed class MetricFamily<TSeries>(MetricInfo metric, Func<TSeries> create) : IMetricFamily
    where TSeries : class, ISeries
{
    private readonly Lock _lock = new();

    // By the rendered labels: whatever they were made from, no two lines of a scrape can be the same.
    private readonly OrderedDictionary<string, TSeries> _series = new(StringComparer.Ordinal);

    /// <summary>The series for these values. Not for the hot path: callers keep what they get.</summary>
    public TSeries Get(LabelValues values)
    {
        var labels = LabelText.Render(metric.LabelNames, values.Of);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                series = create();
                _series.Add(labels, series);
            }

            return series;
        }
    }

    public async ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken)
    {
        KeyValuePair<string, TSeries>[] all;
        lock (_lock)
        {
            all = [.. _series];
        }

        if (all.Length == 0)
        {
            return;
        }

        writer.Header(metric);
        foreach (var (labels, series) in all)
        {
            series.Write(writer, metric, labels);
            await writer.FlushIfFullAsync(cancellationToken);
        }
    }
}
