using Gateway.Proxy.Charts;

namespace Gateway.Proxy.Storage;

/// <summary>The statements that store a batch of spend logs; but for locks and temporary tables both databases run the same.</summary>
internal static class SpendSql
{
    /// <summary>Of <c>spend_logs</c>, in the order in which a batch is loaded.</summary>
    public static readonly string[] Columns =
    [
        "request_id", "started_at", "ended_at", "first_token_at", "call_type", "route", "key_hash", "key_alias", "user_id", "team_id",
        "end_user", "tags", "requested_model", "model_group", "deployment_id", "upstream_model", "provider", "api_base", "status",
        "error_type", "streamed", "cache_hit", "attempts", "fallbacks", "prompt_tokens", "completion_tokens", "cached_tokens",
        "reasoning_tokens", "usage_estimated", "cost", "log_id", "session_id", "organization_id",
    ];

    public static readonly string ColumnList = string.Join(", ", Columns);

    /// <summary>
    /// Of <c>spend_batch</c>: those, the day, and for the charts the second in which the minute began, and the limits of
    /// <see cref="LatencyHistogram.Limits"/> below which the first token and the end came, and both times themselves. Worked out
    /// before, since taking times apart in SQL costs more than the row.
    /// </summary>
    public static readonly string[] BatchColumns = [.. Columns, "day", "minute", "first_token_within", "ended_within", "first_token_ms", "duration_ms"];

    // Any number that no other program on the same server is likely to lock: "spend" in ASCII.
    private const long AdvisoryLock = 0x7370656e64;

    /// <summary>In PostgreSQL, whoever changes sums does so alone until its transaction ends.</summary>
    public static readonly string TakeTurns = $"SELECT pg_advisory_xact_lock({AdvisoryLock})";

    /// <summary>What is summed, for each of <see cref="SumColumns"/>.</summary>
    public const string Sums = """
        COUNT(*) AS requests, SUM(CASE WHEN status < 400 THEN 1 ELSE 0 END) AS successes, SUM(CASE WHEN status < 400 THEN 0 ELSE 1 END) AS failures,
        SUM(CASE WHEN cache_hit THEN 1 ELSE 0 END) AS cache_hits, SUM(prompt_tokens) AS prompt_tokens, SUM(completion_tokens) AS completion_tokens,
        SUM(cached_tokens) AS cached_tokens, SUM(cost) AS cost
        """;

    public const string SumColumns = "requests, successes, failures, cache_hits, prompt_tokens, completion_tokens, cached_tokens, cost";

    /// <summary>What one row of <c>daily_spend</c> stands for, within its day.</summary>
    public static readonly string[] DailyColumns = ["key_hash", "user_id", "team_id", "end_user", "requested_model", "model_group", "provider", "call_type"];

    /// <summary>The same of <c>daily_tag_spend</c>.</summary>
    public static readonly string[] DailyTagColumns = ["tag", "key_hash", "requested_model", "model_group", "provider", "call_type"];

    /// <summary>The same of <c>daily_organization_spend</c>.</summary>
    public static readonly string[] DailyOrganizationColumns = ["organization_id", "team_id", "key_hash", "requested_model", "model_group", "provider", "call_type"];

    /// <summary>
    /// What <c>daily_sums</c> adds up, one at a time; "" is everything of a day. <c>organization_id:key_hash</c> are keys, of what belongs to
    /// any organization.
    /// </summary>
    public static readonly string[] Dimensions =
        ["", .. DailyColumns, "tag", "organization_id", .. DailyOrganizationColumns.Skip(1).Select(OfOrganizations)];

    /// <summary>Those of them that may have thousands of names: <c>ten_day_sums</c> has them too.</summary>
    public static readonly string[] WideDimensions = ["user_id", "end_user", OfOrganizations("key_hash")];

    /// <summary>What one row of <c>ten_day_spend</c> stands for, within its days: keys are many too, and are asked for by model and kind of call.</summary>
    public static readonly string[] TenDayColumns = ["key_hash", "requested_model", "call_type"];

    private static readonly string s_sumsOfSums = string.Join(", ", SumColumns.Split(", ").Select(column => $"SUM({column}) AS {column}"));

    /// <summary>The rows of <c>daily_sums</c> that follow from rows of <c>daily_spend</c>, <c>daily_tag_spend</c> and <c>daily_organization_spend</c>, or of parts of them.</summary>
    public static string DailySums(string spend, string tagSpend, string organizationSpend) =>
        string.Join(" UNION ALL ", Dimensions.Select(dimension => DaysOf(dimension, spend, tagSpend, organizationSpend)));

    /// <summary>The dimension of one of <see cref="DailyOrganizationColumns"/>.</summary>
    public static string OfOrganizations(string column) => $"organization_id:{column}";

    /// <summary>The rows of <c>ten_day_sums</c> that follow from rows of <c>daily_sums</c>.</summary>
    public static string TenDaySums(string sums) =>
        $"SELECT dimension, SUBSTR(day, 1, 9) AS days, name, {s_sumsOfSums} FROM {sums} WHERE dimension IN ('{string.Join("', '", WideDimensions)}') GROUP BY 1, 2, 3";

    /// <summary>The rows of <c>ten_day_spend</c> that follow from rows of <c>daily_spend</c>, or of a part of it.</summary>
    public static string TenDaySpend(string spend) =>
        $"SELECT SUBSTR(day, 1, 9) AS days, {string.Join(", ", TenDayColumns)}, {s_sumsOfSums} FROM {spend} GROUP BY 1, 2, 3, 4";

    /// <summary>Once a connection.</summary>
    public static string[] Prepare(Database database) => database.Dialect == SqlDialect.PostgreSql
        ? database.HoldsSessions ? [BatchTables("DELETE ROWS")] : []
        :
        [
            // Reports then read beside the writer instead of waiting for it.
            "PRAGMA journal_mode = WAL",

            // As durable as the spend journal that the rows come from: they survive the death of the process, not that of the machine.
            "PRAGMA synchronous = NORMAL",

            // 32 MB of them: a page that many batches change is copied into the file once for all of them.
            "PRAGMA wal_autocheckpoint = 8000",

            // The batch on its way is worth no file, and the indexes of a large table are worth 32 MB.
            "PRAGMA temp_store = MEMORY",
            "PRAGMA cache_size = -32768",
            """
            CREATE TEMP TABLE IF NOT EXISTS spend_batch AS
                SELECT *, '' AS day, 0 AS minute, 0 AS first_token_within, 0 AS ended_within, 0 AS first_token_ms, 0 AS duration_ms FROM spend_logs LIMIT 0;
            CREATE TEMP TABLE IF NOT EXISTS spend_batch_tags (log_id INTEGER NOT NULL, tag TEXT NOT NULL);
            CREATE TEMP TABLE IF NOT EXISTS spend_batch_sums AS SELECT * FROM daily_spend LIMIT 0;
            CREATE TEMP TABLE IF NOT EXISTS spend_batch_organization_sums AS SELECT * FROM daily_organization_spend LIMIT 0;
            """,
        ];

    /// <summary>Once a transaction. In PostgreSQL replicas take turns, so their updates cannot lock each other; SQLite has one writer anyway.</summary>
    public static string[] Begin(Database database) => database.Dialect == SqlDialect.PostgreSql
        ? database.HoldsSessions ? [TakeTurns] : [TakeTurns, BatchTables("DROP")]
        : ["DELETE FROM temp.spend_batch; DELETE FROM temp.spend_batch_tags; DELETE FROM temp.spend_batch_sums; DELETE FROM temp.spend_batch_organization_sums"];

    /// <summary>PostgreSQL makes new plans for the prepared statements of the connection. SQLite's do not depend on how large tables are.</summary>
    public const string PlanAnew = "DISCARD PLANS";

    /// <summary>Two requests of one client may have the same id: the later one is stored as <c>id#log_id</c>, so its cost counts.</summary>
    public const string RenameOtherRequests = """
        UPDATE spend_batch SET request_id = request_id || '#' || log_id
        WHERE EXISTS (SELECT 1 FROM spend_logs s WHERE s.request_id = spend_batch.request_id AND s.log_id <> spend_batch.log_id)
        """;

    public const string DropStored = """
        DELETE FROM spend_batch WHERE EXISTS (SELECT 1 FROM spend_logs s WHERE s.request_id = spend_batch.request_id)
        """;

    public static readonly string InsertRows = $"""
        INSERT INTO spend_logs ({ColumnList}) SELECT {ColumnList} FROM spend_batch WHERE TRUE ON CONFLICT DO NOTHING
        """;

    /// <summary>What reports read, from the rows of the batch that were new.</summary>
    public static readonly string[] AddDailySums =
    [
        // A batch has few combinations: it is read once for each kind of them, and all the rest follows from these.
        $"""
        INSERT INTO spend_batch_sums (day, key_hash, user_id, team_id, end_user, requested_model, model_group, provider, call_type, {SumColumns})
        SELECT day, key_hash, COALESCE(user_id, ''), COALESCE(team_id, ''), COALESCE(end_user, ''), requested_model,
               COALESCE(model_group, ''), COALESCE(provider, ''), call_type, {Sums}
        FROM spend_batch GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
        """,
        $"""
        INSERT INTO spend_batch_organization_sums (day, {string.Join(", ", DailyOrganizationColumns)}, {SumColumns})
        SELECT day, {string.Join(", ", DailyOrganizationColumns.Select(column => $"COALESCE({column}, '')"))}, {Sums}
        FROM spend_batch WHERE organization_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        """,
        $"""
        INSERT INTO daily_spend (day, {string.Join(", ", DailyColumns)}, {SumColumns})
        SELECT day, {string.Join(", ", DailyColumns)}, {SumColumns} FROM spend_batch_sums WHERE TRUE
        ON CONFLICT (day, {string.Join(", ", DailyColumns)}) DO UPDATE SET
        {Add("daily_spend")}
        """,
        """
        INSERT INTO spend_log_tags (tag, started_at, request_id)
        SELECT DISTINCT t.tag, b.started_at, b.request_id FROM spend_batch b JOIN spend_batch_tags t ON t.log_id = b.log_id
        WHERE TRUE ON CONFLICT DO NOTHING
        """,
        $"""
        INSERT INTO daily_tag_spend (day, tag, key_hash, requested_model, model_group, provider, call_type, {SumColumns})
        SELECT b.day, t.tag, b.key_hash, b.requested_model, COALESCE(b.model_group, ''), COALESCE(b.provider, ''), b.call_type, {Sums}
        FROM spend_batch b JOIN spend_batch_tags t ON t.log_id = b.log_id WHERE TRUE GROUP BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (day, tag, key_hash, requested_model, model_group, provider, call_type) DO UPDATE SET
        {Add("daily_tag_spend")}
        """,
        $"""
        INSERT INTO daily_organization_spend (day, {string.Join(", ", DailyOrganizationColumns)}, {SumColumns})
        SELECT day, {string.Join(", ", DailyOrganizationColumns)}, {SumColumns} FROM spend_batch_organization_sums WHERE TRUE
        ON CONFLICT (day, {string.Join(", ", DailyOrganizationColumns)}) DO UPDATE SET
        {Add("daily_organization_spend")}
        """,
        $"""
        WITH tag_spend AS (
            SELECT b.day, t.tag, {Sums} FROM spend_batch b JOIN spend_batch_tags t ON t.log_id = b.log_id GROUP BY 1, 2)
        INSERT INTO daily_sums (dimension, day, name, {SumColumns})
        SELECT * FROM ({DailySums("spend_batch_sums", "tag_spend", "spend_batch_organization_sums")}) AS s WHERE TRUE
        ON CONFLICT (dimension, day, name) DO UPDATE SET
        {Add("daily_sums")}
        """,
        $"""
        WITH days AS ({string.Join(" UNION ALL ", WideDimensions.Select(dimension => DaysOf(dimension, "spend_batch_sums", "", "spend_batch_organization_sums")))})
        INSERT INTO ten_day_sums (dimension, days, name, {SumColumns})
        SELECT * FROM ({TenDaySums("days")}) AS s WHERE TRUE
        ON CONFLICT (dimension, days, name) DO UPDATE SET
        {Add("ten_day_sums")}
        """,
        $"""
        INSERT INTO ten_day_spend (days, {string.Join(", ", TenDayColumns)}, {SumColumns})
        SELECT * FROM ({TenDaySpend("spend_batch_sums")}) AS s WHERE TRUE
        ON CONFLICT (days, {string.Join(", ", TenDayColumns)}) DO UPDATE SET
        {Add("ten_day_spend")}
        """,
    ];

    /// <summary>All from the rows of the batch that were new.</summary>
    public static readonly string[] AddSums =
    [
        .. AddDailySums,
        AddSpend("virtual_keys", "token", "key_hash"),
        AddSpend("users", "user_id", "user_id"),
        AddSpend("teams", "team_id", "team_id"),
        AddSpend("organizations", "organization_id", "organization_id"),
        AddSpend("customers", "user_id", "end_user"),
        """
        UPDATE team_members SET spend = spend + s.cost
        FROM (SELECT b.team_id AS team, b.user_id AS member, SUM(b.cost) AS cost
              FROM spend_batch b JOIN team_members h ON h.team_id = b.team_id AND h.user_id = b.user_id
              WHERE b.cost <> 0 AND (h.spend_since IS NULL OR b.started_at >= h.spend_since) GROUP BY b.team_id, b.user_id) AS s
        WHERE team_members.team_id = s.team AND team_members.user_id = s.member
        """,
        """
        UPDATE tags SET spend = spend + s.cost
        FROM (SELECT t.tag AS tag, SUM(b.cost) AS cost
              FROM spend_batch b JOIN spend_batch_tags t ON t.log_id = b.log_id JOIN tags h ON h.name = t.tag
              WHERE b.cost <> 0 AND (h.spend_since IS NULL OR b.started_at >= h.spend_since) GROUP BY t.tag) AS s
        WHERE tags.name = s.tag
        """,
    ];

    private static string DaysOf(string dimension, string spend, string tagSpend, string organizationSpend)
    {
        var column = dimension[(dimension.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var source = dimension == "tag" ? tagSpend : dimension.StartsWith("organization_id", StringComparison.Ordinal) ? organizationSpend : spend;
        return $"SELECT '{dimension}' AS dimension, day, {(column.Length == 0 ? "''" : column)} AS name, {s_sumsOfSums} FROM {source} GROUP BY 1, 2, 3";
    }

    private static string BatchTables(string onCommit) => $"""
        CREATE TEMP TABLE IF NOT EXISTS spend_batch
            (LIKE spend_logs, day TEXT NOT NULL, minute BIGINT, first_token_within INTEGER, ended_within INTEGER, first_token_ms BIGINT, duration_ms BIGINT) ON COMMIT {onCommit};
        CREATE TEMP TABLE IF NOT EXISTS spend_batch_tags (log_id BIGINT NOT NULL, tag TEXT NOT NULL) ON COMMIT {onCommit};
        CREATE TEMP TABLE IF NOT EXISTS spend_batch_sums (LIKE daily_spend) ON COMMIT {onCommit};
        CREATE TEMP TABLE IF NOT EXISTS spend_batch_organization_sums (LIKE daily_organization_spend) ON COMMIT {onCommit};
        """;

    private static string Add(string table) => string.Join(", ", SumColumns.Split(", ").Select(column => $"{column} = {table}.{column} + excluded.{column}"));

    private static string AddSpend(string table, string id, string column) => $"""
        UPDATE {table} SET spend = spend + s.cost
        FROM (SELECT b.{column} AS id, SUM(b.cost) AS cost FROM spend_batch b JOIN {table} h ON h.{id} = b.{column}
              WHERE b.cost <> 0 AND (h.spend_since IS NULL OR b.started_at >= h.spend_since) GROUP BY b.{column}) AS s
        WHERE {table}.{id} = s.id
        """;
}
