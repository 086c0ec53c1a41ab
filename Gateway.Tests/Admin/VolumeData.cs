using System.Globalization;
using Gateway.Proxy.Charts;
using Gateway.Proxy.Storage;

namespace Gateway.Tests.Admin;

/// <summary>A year-old installation, written straight into PostgreSQL: ten thousand keys, and as many spend logs as are asked for.</summary>
internal static class VolumeData
{
    public const int Keys = 10_000;

    private const int RowsAtOnce = 500_000;

    // Few keys make most of the requests, as it is; the rows of 90 days end now.
    private const string Logs = """
        INSERT INTO spend_logs (request_id, started_at, ended_at, first_token_at, call_type, route, key_hash, key_alias, user_id, team_id, end_user, tags,
            requested_model, model_group, deployment_id, upstream_model, provider, api_base, status, error_type, streamed, cache_hit, attempts, fallbacks,
            prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, usage_estimated, cost, log_id, organization_id)
        SELECT 'request-' || i, t, t + interval '2 s', t + interval '100 ms', 'acompletion', '/v1/chat/completions', md5(k::TEXT) || md5(k::TEXT), 'key-' || k,
            'user-' || k % 2000, 'team-' || k % 200, CASE WHEN i % 1000 = 0 THEN 'customer-' || (i / 1000) % 50 END, CASE WHEN i % 100 = 0 THEN '["batch"]' ELSE '[]' END,
            'model-' || k % 5, 'model-' || k % 5, 'd-1', 'm', 'hosted_vllm', 'http://vllm:8000/v1',
            CASE WHEN i % 500 = 1 THEN 500 ELSE 200 END, NULL, i % 2 = 0, i % 50 = 0, 1, 0, 100, i % 500, 20, 0, FALSE, 0.0001 * (i % 500), i, CASE WHEN k % 200 < 100 THEN 'organization-' || k % 20 END
        FROM (SELECT i, FLOOR(@keys * POWER(random(), 4))::INT AS k, now() - interval '90 days' + i * (interval '90 days' / @rows) AS t FROM generate_series(@first, @last) i) AS n
        """;

    private static readonly string s_sums = $"""
        SET work_mem = '256MB';
        INSERT INTO daily_spend (day, {string.Join(", ", SpendSql.DailyColumns)}, {SpendSql.SumColumns})
        SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), {string.Join(", ", SpendSql.DailyColumns.Select(column => $"COALESCE({column}, '')"))}, {SpendSql.Sums}
        FROM spend_logs GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
        INSERT INTO spend_log_tags SELECT 'batch', started_at, request_id FROM spend_logs WHERE tags <> '[]';
        INSERT INTO daily_tag_spend (day, {string.Join(", ", SpendSql.DailyTagColumns)}, {SpendSql.SumColumns})
        SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'batch', {string.Join(", ", SpendSql.DailyTagColumns.Skip(1).Select(column => $"COALESCE({column}, '')"))}, {SpendSql.Sums}
        FROM spend_logs WHERE tags <> '[]' GROUP BY 1, 2, 3, 4, 5, 6, 7;
        INSERT INTO daily_organization_spend (day, {string.Join(", ", SpendSql.DailyOrganizationColumns)}, {SpendSql.SumColumns})
        SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), {string.Join(", ", SpendSql.DailyOrganizationColumns.Select(column => $"COALESCE({column}, '')"))}, {SpendSql.Sums}
        FROM spend_logs WHERE organization_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
        INSERT INTO daily_sums (dimension, day, name, {SpendSql.SumColumns}) {SpendSql.DailySums("daily_spend", "daily_tag_spend", "daily_organization_spend")};
        INSERT INTO ten_day_sums (dimension, days, name, {SpendSql.SumColumns}) {SpendSql.TenDaySums("daily_sums")};
        INSERT INTO ten_day_spend (days, {string.Join(", ", SpendSql.TenDayColumns)}, {SpendSql.SumColumns}) {SpendSql.TenDaySpend("daily_spend")};
        """;

    private static readonly string s_holders = $$"""
        INSERT INTO virtual_keys (token, key_name, key_alias, user_id, team_id, models, aliases, allowed_routes, tags, metadata, permissions, key_type, max_budget, spend, created_at, updated_at)
        SELECT md5(k::TEXT) || md5(k::TEXT), 'sk-...' || right('000' || k, 4), 'key-' || k, 'user-' || k % 2000, 'team-' || k % 200, '[]', '{}', '[]', '[]', '{}', '{}', 'default',
            CASE WHEN k % 3 = 0 THEN 100 END, random() * 99, now(), now() FROM generate_series(0, {{Keys - 1}}) k;
        INSERT INTO organizations (organization_id, organization_alias, models, max_budget, spend, metadata, created_at, updated_at)
        SELECT 'organization-' || k, 'Organization ' || k, '[]', 10000, random() * 9000, '{}', now(), now() FROM generate_series(0, 19) k;
        INSERT INTO teams (team_id, team_alias, organization_id, models, model_aliases, max_budget, spend, metadata, created_at, updated_at)
        SELECT 'team-' || k, 'Team ' || k, CASE WHEN k < 100 THEN 'organization-' || k % 20 END, '[]', '{}', 1000, random() * 900, '{}', now(), now() FROM generate_series(0, 199) k;
        INSERT INTO users (user_id, user_email, user_role, models, spend, metadata, created_at, updated_at)
        SELECT 'user-' || k, 'user-' || k || '@example.com', 'internal_user', '[]', random() * 90, '{}', now(), now() FROM generate_series(0, 1999) k;
        """;

    public static async Task FillAsync(Database database, int rows)
    {
        await database.ExecuteAsync(s_holders);

        // With the indexes taken away meanwhile, as one loads a table.
        var indexes = await database.QueryAsync(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'spend_logs' AND indexname NOT LIKE '%pkey'", row => (Name: row.GetString(0), Definition: row.GetString(1)));
        await database.ExecuteAsync($"DROP INDEX {string.Join(", ", indexes.Select(index => index.Name))}");
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var last = Math.Min(first + RowsAtOnce, rows) - 1;
            await database.ExecuteAsync(Logs, p =>
            {
                p.Add("keys", Keys);
                p.Add("rows", (double)rows);
                p.Add("first", first);
                p.Add("last", last);
            });
        }

        await database.ExecuteAsync($"SET maintenance_work_mem = '512MB'; {string.Join("; ", indexes.Select(index => index.Definition))}");
        await database.ExecuteAsync(s_sums);
        foreach (var statement in ActivitySql.AddBatch)
        {
            // Minutes are kept for two days only; every request took 100 ms to its first token and two seconds to its end.
            var since = statement.Contains($"SELECT {ActivitySql.Minute.ToString(CultureInfo.InvariantCulture)},", StringComparison.Ordinal) ? "2 days" : "400 days";
            var batch = $"""
                SELECT *, CAST(FLOOR(EXTRACT(EPOCH FROM started_at) / 60) AS BIGINT) * 60 AS minute, 100 AS first_token_within, 2000 AS ended_within
                FROM spend_logs WHERE started_at > now() - interval '{since}'
                """;
            await database.ExecuteAsync(statement.Replace("FROM spend_batch", $"FROM ({batch}) AS spend_batch", StringComparison.Ordinal));
        }

        await database.ExecuteAsync(DeploymentDaysSql.AddBatch.Replace("FROM spend_batch", """
            FROM (SELECT *, to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, 100 AS first_token_ms, 2000 AS duration_ms FROM spend_logs) AS spend_batch
            """, StringComparison.Ordinal));
        await database.ExecuteAsync("VACUUM ANALYZE");
    }
}
