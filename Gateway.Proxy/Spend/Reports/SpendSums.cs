using System.Data.Common;
using System.Globalization;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>Every aggregate of the reports: groups the daily sums, never the spend logs.</summary>
internal sealed class SpendSums(Database database)
{
    public const string Day = "day";
    public const string Key = "key_hash";
    public const string User = "user_id";
    public const string Team = "team_id";
    public const string EndUser = "end_user";
    public const string Model = "requested_model";
    public const string Group = "model_group";
    public const string Provider = "provider";
    public const string CallType = "call_type";
    public const string Tag = "tag";

    private static readonly string s_sums = string.Join(", ", SpendSql.SumColumns.Split(", ").Select(column =>
        column == "cost" ? "COALESCE(SUM(cost), 0.0)" : $"CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));

    /// <summary>By day where that is the first group, in no order within it; else most spending first.</summary>
    /// <param name="filter">Which sums.</param>
    /// <param name="by">Names from the constants above; with <see cref="Tag"/>, or tags in the filter, not users, teams or customers.</param>
    /// <param name="limit">The first so many; null: all.</param>
    public Task<List<SpendSum>> ByAsync(SpendFilter filter, string[] by, int? limit, CancellationToken cancellationToken)
    {
        var table = filter.ByTag || filter.Tags is not null || by.Contains(Tag) ? "daily_tag_spend" : "daily_spend";
        var names = string.Concat(by.Select(name => name + ", "));
        var group = by.Length == 0 ? "" : $" GROUP BY {string.Join(", ", by)} ORDER BY {(by[0] == Day ? Day : $"SUM(cost) DESC, {string.Join(", ", by)}")}";
        var sql = $"SELECT {names}{s_sums} FROM {table}{Where(filter)}{group}{(limit is null ? "" : " LIMIT @limit")}";
        return database.QueryAsync(sql, row => Read(row, by.Length), p =>
        {
            AddParameters(p, filter);
            if (limit is not null)
            {
                p.Add("limit", limit);
            }
        }, cancellationToken);
    }

    /// <summary>Everything that fits, in one.</summary>
    public async Task<SpendSum> TotalAsync(SpendFilter filter, CancellationToken cancellationToken) => (await ByAsync(filter, [], null, cancellationToken))[0];

    private static SpendSum Read(DbDataReader row, int names) => new(
        [.. Enumerable.Range(0, names).Select(row.GetString)],
        row.GetInt64(names), row.GetInt64(names + 1), row.GetInt64(names + 2), row.GetInt64(names + 3), row.GetInt64(names + 4),
        row.GetInt64(names + 5), row.GetInt64(names + 6), row.GetDouble(names + 7));

    private static string Where(SpendFilter filter)
    {
        List<string> conditions = [];
        Add(filter.FromDay, "day >= @from");
        Add(filter.ToDay, "day <= @to");
        Add(filter.KeyHash, "key_hash = @key");
        Add(filter.Model, "requested_model = @model");
        Add(filter.EndUser, "end_user = @endUser");
        AddList(filter.UserIds, User);
        AddList(filter.TeamIds, Team);
        AddList(filter.Tags, Tag);
        return conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);

        void Add(string? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add(condition);
            }
        }

        void AddList(IReadOnlyList<string>? values, string column)
        {
            if (values is not null)
            {
                conditions.Add($"{column} IN ({string.Join(", ", values.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@{column}{i}")))})");
            }
        }
    }

    private static void AddParameters(SqlParameters p, SpendFilter filter)
    {
        Add("from", filter.FromDay);
        Add("to", filter.ToDay);
        Add("key", filter.KeyHash);
        Add("model", filter.Model);
        Add("endUser", filter.EndUser);
        AddList(filter.UserIds, User);
        AddList(filter.TeamIds, Team);
        AddList(filter.Tags, Tag);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                p.Add(name, value);
            }
        }

        void AddList(IReadOnlyList<string>? values, string column)
        {
            for (var i = 0; i < values?.Count; i++)
            {
                p.Add(string.Create(CultureInfo.InvariantCulture, $"{column}{i}"), values[i]);
            }
        }
    }
}
