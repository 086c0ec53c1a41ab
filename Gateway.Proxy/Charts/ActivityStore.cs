using System.Globalization;
using Gateway.Contracts;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Charts;

/// <summary>Reads the sums of minutes and hours, in steps of any length.</summary>
internal sealed class ActivityStore(Database database)
{
    private const string Columns =
        "CAST(SUM(requests) AS BIGINT), CAST(SUM(failures) AS BIGINT), CAST(SUM(cache_hits) AS BIGINT), CAST(SUM(prompt_tokens) AS BIGINT), CAST(SUM(completion_tokens) AS BIGINT), SUM(cost)";

    /// <param name="from">Where the first step begins.</param>
    /// <param name="to">Where the last step ends.</param>
    /// <param name="step">A multiple of a minute; of an hour where the time is longer than minutes are kept.</param>
    /// <param name="model">A model group; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ActivitySeries> ReadAsync(DateTimeOffset from, DateTimeOffset to, TimeSpan step, string? model, CancellationToken cancellationToken)
    {
        var (start, end, seconds) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds(), (long)step.TotalSeconds);
        var resolution = seconds % ActivitySql.Hour == 0 ? ActivitySql.Hour : ActivitySql.Minute;
        var where = $"FROM {{0}} WHERE resolution = @resolution AND starts_at >= @start AND starts_at < @end{(model is null ? "" : " AND model_group = @model")}";
        const string Step = "(starts_at - @start) / @step";
        var sums = await database.QueryAsync(
            $"SELECT {Step}, {Columns} {string.Format(CultureInfo.InvariantCulture, where, "activity")} GROUP BY 1",
            row => (Step: row.GetInt64(0), Sum: new ActivityPoint(default, row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetDouble(6), null, null, null, null)),
            Bind, cancellationToken);
        var latencies = await database.QueryAsync(
            $"SELECT {Step}, measure, at_most_ms, CAST(SUM(requests) AS BIGINT) {string.Format(CultureInfo.InvariantCulture, where, "activity_latency")} GROUP BY 1, 2, 3",
            row => (Step: row.GetInt64(0), Measure: row.GetString(1), AtMost: row.GetInt32(2), Requests: row.GetInt64(3)),
            Bind, cancellationToken);
        var models = await database.QueryAsync(
            $"SELECT model_group, {Columns} {string.Format(CultureInfo.InvariantCulture, where, "activity")} GROUP BY 1 ORDER BY 2 DESC, 1",
            row => new ModelUse(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(4) + row.GetInt64(5), row.GetDouble(6)),
            p =>
            {
                p.Add("resolution", resolution);
                p.Add("start", start);
                p.Add("end", end);
                if (model is not null)
                {
                    p.Add("model", model);
                }
            }, cancellationToken);

        var bySum = sums.ToDictionary(sum => sum.Step, sum => sum.Sum);
        var byLatency = latencies.ToLookup(latency => (latency.Step, latency.Measure), latency => (latency.AtMost, latency.Requests));
        var empty = new ActivityPoint(default, 0, 0, 0, 0, 0, 0, null, null, null, null);
        var points = new List<ActivityPoint>();
        for (long i = 0; start + (i * seconds) < end; i++)
        {
            var (ttft, duration) = (byLatency[(i, ActivitySql.TimeToFirstToken)], byLatency[(i, ActivitySql.Duration)]);
            points.Add(WithLatencies(bySum.GetValueOrDefault(i, empty), DateTimeOffset.FromUnixTimeSeconds(start + (i * seconds)), ttft, duration));
        }

        return new ActivitySeries((int)seconds, points, WithLatencies(Sum(points, empty), from, Of(ActivitySql.TimeToFirstToken), Of(ActivitySql.Duration)), models);

        IEnumerable<(int, long)> Of(string measure) => latencies.Where(latency => latency.Measure == measure).Select(latency => (latency.AtMost, latency.Requests));

        void Bind(SqlParameters p)
        {
            p.Add("resolution", resolution);
            p.Add("start", start);
            p.Add("end", end);
            p.Add("step", seconds);
            if (model is not null)
            {
                p.Add("model", model);
            }
        }
    }

    private static ActivityPoint WithLatencies(ActivityPoint sum, DateTimeOffset at, IEnumerable<(int AtMost, long Requests)> ttft, IEnumerable<(int AtMost, long Requests)> duration)
    {
        var (first, whole) = (new LatencyHistogram(ttft), new LatencyHistogram(duration));
        return sum with { At = at, TtftP50Ms = first.Percentile(0.5), TtftP95Ms = first.Percentile(0.95), DurationP50Ms = whole.Percentile(0.5), DurationP95Ms = whole.Percentile(0.95) };
    }

    private static ActivityPoint Sum(List<ActivityPoint> points, ActivityPoint empty) => points.Aggregate(empty, (total, point) => total with
    {
        Requests = total.Requests + point.Requests,
        Failures = total.Failures + point.Failures,
        CacheHits = total.CacheHits + point.CacheHits,
        PromptTokens = total.PromptTokens + point.PromptTokens,
        CompletionTokens = total.CompletionTokens + point.CompletionTokens,
        Spend = total.Spend + point.Spend,
    });
}
