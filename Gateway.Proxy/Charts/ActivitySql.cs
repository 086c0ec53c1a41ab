using System.Globalization;

namespace Gateway.Proxy.Charts;

/// <summary>Adds a batch of spend logs to <c>activity</c> and <c>activity_latency</c>, in the transaction that writes the rows.</summary>
internal static class ActivitySql
{
    public const int Minute = 60;
    public const int Hour = 3600;

    public const string TimeToFirstToken = "ttft";
    public const string Duration = "duration";

    public static IReadOnlyList<string> AddBatch { get; } = [.. Add(Minute), .. Add(Hour)];

    private static IEnumerable<string> Add(int seconds)
    {
        var resolution = seconds.ToString(CultureInfo.InvariantCulture);
        var startsAt = seconds == Minute ? "minute" : $"minute / {resolution} * {resolution}";
        return
        [
            $"""
            INSERT INTO activity (resolution, starts_at, model_group, requests, failures, cache_hits, prompt_tokens, completion_tokens, cost)
            SELECT {resolution}, {startsAt}, COALESCE(model_group, requested_model), COUNT(*), SUM(CASE WHEN status < 400 THEN 0 ELSE 1 END),
                   SUM(CASE WHEN cache_hit THEN 1 ELSE 0 END), SUM(prompt_tokens), SUM(completion_tokens), SUM(cost)
            FROM spend_batch WHERE TRUE GROUP BY 1, 2, 3
            ON CONFLICT (resolution, starts_at, model_group) DO UPDATE SET
            requests = activity.requests + excluded.requests, failures = activity.failures + excluded.failures,
            cache_hits = activity.cache_hits + excluded.cache_hits, prompt_tokens = activity.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = activity.completion_tokens + excluded.completion_tokens, cost = activity.cost + excluded.cost
            """,
            AddLatencies(resolution, startsAt, TimeToFirstToken, "first_token_within"),
            AddLatencies(resolution, startsAt, Duration, "ended_within"),
        ];
    }

    private static string AddLatencies(string resolution, string startsAt, string measure, string limit) => $"""
        INSERT INTO activity_latency (resolution, starts_at, model_group, measure, at_most_ms, requests)
        SELECT {resolution}, {startsAt}, COALESCE(model_group, requested_model), '{measure}', {limit}, COUNT(*)
        FROM spend_batch WHERE {limit} IS NOT NULL AND status < 400 GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (resolution, starts_at, model_group, measure, at_most_ms) DO UPDATE SET requests = activity_latency.requests + excluded.requests
        """;
}
