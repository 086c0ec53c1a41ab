using System.Data.Common;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>Lists spend logs, newest first; every filter has an index that is read from its new end.</summary>
internal sealed class SpendLogRows(Database database)
{
    private const string Columns = """
        s.request_id, s.call_type, s.key_hash, s.cost, s.prompt_tokens, s.completion_tokens, s.started_at, s.ended_at, s.first_token_at,
        s.requested_model, s.deployment_id, s.model_group, s.provider, s.api_base, s.user_id, s.cache_hit, s.tags, s.team_id, s.end_user,
        s.status, s.error_type, s.key_alias, s.route, s.upstream_model, s.streamed, s.attempts, s.fallbacks, s.cached_tokens,
        s.reasoning_tokens, s.usage_estimated, s.session_id, s.organization_id
        """;

    private const string MostSearched = "50000";

    private static readonly string[] s_searched = ["request_id", "key_alias", "end_user", "requested_model", "model_group", "deployment_id", "upstream_model", "error_type", "user_id", "tags"];

    /// <summary>The statement and its parameters; tests look at its plan.</summary>
    public static (string Sql, Action<SqlParameters> Parameters) Query(LogFilter filter, LogCursor? after, int skip, int take)
    {
        // With a tag the list of tagged requests leads; it has the same order.
        var (source, order) = filter.Tag is null ? ("spend_logs s", "s") : ("spend_log_tags t JOIN spend_logs s ON s.request_id = t.request_id", "t");
        List<(string Condition, string Name, object? Value)> conditions = [];
        Add(filter.Tag, "t.tag = @tag", "tag");
        Add(filter.RequestId, "s.request_id = @id", "id");
        Add(filter.KeyHash, "s.key_hash = @key", "key");
        Add(filter.UserId, "s.user_id = @user", "user");
        Add(filter.TeamId, "s.team_id = @team", "team");
        Add(filter.OrganizationId, "s.organization_id = @organization", "organization");
        Add(filter.EndUser, "s.end_user = @endUser", "endUser");
        Add(filter.SessionId, "s.session_id = @session", "session");
        Add(filter.Model, "s.requested_model = @model", "model");
        Add(filter.From, $"{order}.started_at >= @from", "from");
        Add(filter.To, $"{order}.started_at < @to", "to");

        // The first condition is for indexes that hold the time but not the id.
        Add(after?.StartedAt, $"{order}.started_at <= @afterTime", "afterTime");
        Add(after?.RequestId, $"({order}.started_at, {order}.request_id) < (@afterTime, @afterId)", "afterId");
        var where = conditions.Select(condition => condition.Condition).ToList();
        if (filter.Failed is { } failed)
        {
            where.Add(failed ? "s.status >= 400" : "s.status < 400");
        }

        if (filter.Search is { } search)
        {
            // Nothing has an index for parts of texts: only the newest rows that fit are looked through, in a time that has an end.
            var newest = $"""
                (SELECT s.* FROM {source}{(where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where))}
                 ORDER BY {order}.started_at DESC, {order}.request_id DESC LIMIT {MostSearched}) s
                """;
            conditions.Add(("", "search", $"%{search.ToLowerInvariant()}%"));
            (source, order, where) = (newest, "s", [$"({string.Join(" OR ", s_searched.Select(column => $"LOWER(s.{column}) LIKE @search"))})"]);
        }

        var sql = $"""
            SELECT {Columns} FROM {source}{(where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where))}
            ORDER BY {order}.started_at DESC, {order}.request_id DESC LIMIT @take OFFSET @skip
            """;
        return (sql, p =>
        {
            foreach (var (_, name, value) in conditions)
            {
                p.Add(name, value);
            }

            p.Add("take", take);
            p.Add("skip", skip);
        });

        void Add(object? value, string condition, string name)
        {
            if (value is not null)
            {
                conditions.Add((condition, name, value));
            }
        }
    }

    /// <summary>At most <paramref name="take"/> rows, and the cursor of the next page where there is one.</summary>
    public async Task<(IReadOnlyList<SpendLogRow> Rows, LogCursor? Next)> ListAsync(LogFilter filter, LogCursor? after, int skip, int take, CancellationToken cancellationToken)
    {
        var (sql, parameters) = Query(filter, after, skip, take + 1);
        var rows = await database.QueryAsync(sql, Read, parameters, cancellationToken);
        if (rows.Count <= take)
        {
            return (rows, null);
        }

        rows.RemoveAt(take);
        return (rows, new LogCursor(rows[^1].StartTime, rows[^1].RequestId));
    }

    /// <summary>The day of the oldest row; null: there is none.</summary>
    public async Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync("SELECT started_at FROM spend_logs ORDER BY started_at LIMIT 1", row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken: cancellationToken) is [var oldest]
            ? oldest
            : null;

    private static SpendLogRow Read(DbDataReader row)
    {
        var (started, ended) = (row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7));
        DateTimeOffset? first = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8);
        var model = row.GetString(9);
        return new SpendLogRow
        {
            RequestId = row.GetString(0),
            CallType = row.GetString(1),
            ApiKey = row.GetString(2),
            Spend = row.GetDouble(3),
            PromptTokens = row.GetInt64(4),
            CompletionTokens = row.GetInt64(5),
            TotalTokens = row.GetInt64(4) + row.GetInt64(5),
            StartTime = started,
            EndTime = ended,
            CompletionStartTime = first,
            Model = model,
            ModelId = Text(row, 10) ?? "",
            ModelGroup = Text(row, 11) ?? model,
            CustomLlmProvider = Text(row, 12),
            ApiBase = Text(row, 13) ?? "",
            User = Text(row, 14) ?? "",
            CacheHit = row.GetBoolean(15) ? "True" : "False",
            RequestTags = JsonSerializer.Deserialize(row.GetString(16), SpendJson.Default.IReadOnlyListString) ?? [],
            TeamId = Text(row, 17),
            EndUser = Text(row, 18),
            Status = row.GetInt32(19) < 400 ? "success" : "failure",
            StatusCode = row.GetInt32(19),
            ErrorType = Text(row, 20),
            KeyAlias = Text(row, 21),
            Route = row.GetString(22),
            UpstreamModel = Text(row, 23),
            Streamed = row.GetBoolean(24),
            Attempts = row.GetInt32(25),
            Fallbacks = row.GetInt32(26),
            CachedTokens = row.GetInt64(27),
            ReasoningTokens = row.GetInt64(28),
            UsageEstimated = row.GetBoolean(29),
            SessionId = Text(row, 30),
            OrganizationId = Text(row, 31),
            RequestDurationMs = (ended - started).TotalMilliseconds,
            TimeToFirstTokenMs = (first - started)?.TotalMilliseconds,
        };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
