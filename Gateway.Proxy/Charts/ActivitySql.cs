using System.Globalization;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Charts;

/// <summary>Adds a batch of spend logs to <c>activity</c> and <c>activity_latency</c>, in the transaction that writes the rows.</summary>
internal static class ActivitySql
{
    public const int Minute = 60;
    public const int Hour = 3600;

    public const string TimeToFirstToken = "ttft";
    public const string Duration = "duration";

    /// <summary>In milliseconds; steps of a quarter to a half, so a percentile read from them is about that close.</summary>
    public static readonly int[] Limits =
    [
        5, 10, 15, 20, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 320, 400, 500, 650, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_200, 4_000, 5_000,
        6_500, 8_000, 10_000, 13_000, 16_000, 20_000, 25_000, 32_000, 40_000, 60_000, 90_000, 120_000, 180_000, 300_000, 600_000, 3_600_000,
    ];

    private static readonly string s_limit =
        $"CASE {string.Concat(Limits[..^1].Select(limit => string.Create(CultureInfo.InvariantCulture, $"WHEN ms <= {limit} THEN {limit} ")))}ELSE {Limits[^1].ToString(CultureInfo.InvariantCulture)} END";

    private static readonly string[] s_postgres = Make(
        resolution => $"CAST(FLOOR(EXTRACT(EPOCH FROM started_at) / {resolution}) AS BIGINT) * {resolution}",
        column => $"EXTRACT(EPOCH FROM ({column} - started_at)) * 1000");

    private static readonly string[] s_sqlite = Make(
        resolution => $"CAST(strftime('%s', started_at) AS INTEGER) / {resolution} * {resolution}",
        column => $"(julianday({column}) - julianday(started_at)) * 86400000");

    public static IReadOnlyList<string> AddBatch(SqlDialect dialect) => dialect == SqlDialect.PostgreSql ? s_postgres : s_sqlite;

    private static string[] Make(Func<string, string> startOf, Func<string, string> milliseconds) =>
    [
        .. new[] { Minute, Hour }.Select(resolution => resolution.ToString(CultureInfo.InvariantCulture)).SelectMany(resolution => (string[])
        [
            $"""
            INSERT INTO activity (resolution, starts_at, model_group, requests, failures, cache_hits, prompt_tokens, completion_tokens, cost)
            SELECT {resolution}, {startOf(resolution)}, COALESCE(model_group, requested_model), COUNT(*), SUM(CASE WHEN status < 400 THEN 0 ELSE 1 END),
                   SUM(CASE WHEN cache_hit THEN 1 ELSE 0 END), SUM(prompt_tokens), SUM(completion_tokens), SUM(cost)
            FROM spend_batch WHERE TRUE GROUP BY 1, 2, 3
            ON CONFLICT (resolution, starts_at, model_group) DO UPDATE SET
            requests = activity.requests + excluded.requests, failures = activity.failures + excluded.failures,
            cache_hits = activity.cache_hits + excluded.cache_hits, prompt_tokens = activity.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = activity.completion_tokens + excluded.completion_tokens, cost = activity.cost + excluded.cost
            """,
            AddLatencies(resolution, startOf(resolution), TimeToFirstToken, milliseconds("first_token_at"), "first_token_at IS NOT NULL AND status < 400"),
            AddLatencies(resolution, startOf(resolution), Duration, milliseconds("ended_at"), "status < 400"),
        ]),
    ];

    // The times are worked out once a row: each of the limits would else work them out anew.
    private static string AddLatencies(string resolution, string startsAt, string measure, string milliseconds, string where) => $"""
        WITH timed AS MATERIALIZED (
            SELECT {startsAt} AS starts_at, COALESCE(model_group, requested_model) AS model_group, {milliseconds} AS ms FROM spend_batch WHERE {where})
        INSERT INTO activity_latency (resolution, starts_at, model_group, measure, at_most_ms, requests)
        SELECT {resolution}, starts_at, model_group, '{measure}', {s_limit}, COUNT(*) FROM timed WHERE TRUE GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (resolution, starts_at, model_group, measure, at_most_ms) DO UPDATE SET requests = activity_latency.requests + excluded.requests
        """;
}
