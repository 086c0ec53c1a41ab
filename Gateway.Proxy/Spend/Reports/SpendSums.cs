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
    public const string Organization = "organization_id";

    // PostgreSQL adds BIGINTs up as NUMERICs, which takes half the time of a large report. A DOUBLE counts exactly to nine thousand million million.
    private static readonly string s_sums = string.Join(", ", SpendSql.SumColumns.Split(", ").Select(column =>
        column == "cost" ? "COALESCE(SUM(cost), 0.0)" : $"CAST(COALESCE(SUM(CAST({column} AS DOUBLE PRECISION)), 0) AS BIGINT)"));

    /// <summary>By day where that is the first group, in no order within it; else most spending first.</summary>
    /// <param name="filter">Which sums.</param>
    /// <param name="by">Names from the constants above; with <see cref="Tag"/>, or tags in the filter, not users, teams or customers; with <see cref="Organization"/> not users or customers.</param>
    /// <param name="limit">The first so many; by day, the days of so many of the last name that spent the most in the whole period; null: all.</param>
    public Task<List<SpendSum>> ByAsync(SpendFilter filter, string[] by, int? limit, CancellationToken cancellationToken) =>
        database.SumAsync(Query(filter, by, limit), row => Read(row, by.Length), p =>
        {
            AddParameters(p, filter);
            if (limit is not null)
            {
                p.Add("limit", limit);
            }
        }, cancellationToken);

    /// <summary>The statement; tests look at the table that it reads.</summary>
    public static string Query(SpendFilter filter, string[] by, int? limit)
    {
        var dimension = OnlyDimension(filter, by);
        var (table, where) = Source(filter, by, dimension);
        List<string> columns = [.. by.Select(name => dimension is null || name == Day ? name : "name")];
        var list = string.Join(", ", columns);
        var order = by is [Day, ..] ? Day : $"SUM(cost) DESC, {list}";
        var ofDays = by is [Day, _, ..] && limit is not null;
        if (ofDays)
        {
            where = And(where, $"{columns[^1]} IN ({Dearest(filter, by[^1])})");
        }

        var group = columns.Count == 0 ? "" : $" GROUP BY {list} ORDER BY {order}";
        return $"SELECT {string.Concat(columns.Select(name => name + ", "))}{s_sums} FROM {table}{where}{group}{(limit is null || ofDays ? "" : " LIMIT @limit")}";
    }

    private static string And(string where, string condition) => where.Length == 0 ? $" WHERE {condition}" : $"{where} AND {condition}";

    private static (string Table, string Where) Source(SpendFilter filter, string[] by, string? dimension) => TenDaysAtOnce(filter, by, dimension) is { } sums
        ? (sums, Where(filter with { FromDay = null, ToDay = null }, [], column => dimension is null ? column : "name"))
        : dimension is null
            ? (IsByTag(filter, by) ? "daily_tag_spend" : IsByOrganization(filter, by) ? "daily_organization_spend" : "daily_spend", Where(filter, [], column => column))
            : ("daily_sums", Where(filter, [$"dimension = '{dimension}'"], column => column == Day ? Day : "name"));

    // Of the whole period: one small list, by which the days are then looked up.
    private static string Dearest(SpendFilter filter, string name)
    {
        var dimension = OnlyDimension(filter, [name]);
        var (table, where) = Source(filter, [name], dimension);
        var column = dimension is null ? name : "name";
        return $"SELECT {column} FROM {table}{where} GROUP BY {column} ORDER BY SUM(cost) DESC, {column} LIMIT @limit";
    }

    /// <summary>Everything that fits, in one.</summary>
    public async Task<SpendSum> TotalAsync(SpendFilter filter, CancellationToken cancellationToken) => (await ByAsync(filter, [], null, cancellationToken))[0];

    private static SpendSum Read(DbDataReader row, int names) => new(
        [.. Enumerable.Range(0, names).Select(row.GetString)],
        row.GetInt64(names), row.GetInt64(names + 1), row.GetInt64(names + 2), row.GetInt64(names + 3), row.GetInt64(names + 4),
        row.GetInt64(names + 5), row.GetInt64(names + 6), row.GetDouble(names + 7));

    private static bool IsByTag(SpendFilter filter, string[] by) => filter.ByTag || filter.Tags is not null || by.Contains(Tag);

    private static bool IsByOrganization(SpendFilter filter, string[] by) => filter.ByOrganization || filter.OrganizationIds is not null || by.Contains(Organization);

    /// <summary>
    /// Of <c>daily_sums</c>, where one is enough for all that is grouped and filtered by; null: the sums of combinations have to be read,
    /// as for the keys of one team.
    /// </summary>
    private static string? OnlyDimension(SpendFilter filter, string[] by) => Asked(filter, by) switch
    {
        [] => "",
        [var only] => only,
        [var only, Organization] when filter.OrganizationIds is null && !by.Contains(Organization) => SpendSql.OfOrganizations(only),
        _ => null,
    };

    private static List<string> Asked(SpendFilter filter, string[] by) =>
    [
        .. by.Where(name => name != Day)
            .Concat(new[] { filter.KeyHash is null ? null : Key, filter.Model is null ? null : Model, filter.EndUser is null ? null : EndUser }.OfType<string>())
            .Concat(new[] { filter.UserIds is null ? null : User, filter.TeamIds is null ? null : Team, IsByTag(filter, by) ? Tag : null, IsByOrganization(filter, by) ? Organization : null }.OfType<string>())
            .Distinct(),
    ];

    // Ten days at once in the middle of the period, day by day at its ends. Who looks for one of many by name has few rows to read anyway.
    private static string? TenDaysAtOnce(SpendFilter filter, string[] by, string? dimension)
    {
        if (by.Contains(Day) || filter is not { FromDay: { } from, ToDay: { } to, KeyHash: null, UserIds: null, EndUser: null } || TenDays.Within(from, to) is not { } tens)
        {
            return null;
        }

        var names = Asked(filter, by);
        var list = string.Join(", ", names);
        var ofDimension = $"SELECT name, {SpendSql.SumColumns} FROM daily_sums WHERE dimension = '{dimension}' AND";
        return dimension switch
        {
            Key => Union($"SELECT {Key} AS name, {SpendSql.SumColumns} FROM ten_day_spend WHERE", ofDimension),
            not null when SpendSql.WideDimensions.Contains(dimension) => Union($"SELECT name, {SpendSql.SumColumns} FROM ten_day_sums WHERE dimension = '{dimension}' AND", ofDimension),
            null when names.All(SpendSql.TenDayColumns.Contains) => Union(
                $"SELECT {list}, {SpendSql.SumColumns} FROM ten_day_spend WHERE", $"SELECT {list}, {SpendSql.SumColumns} FROM daily_spend WHERE"),
            _ => null,
        };

        string Union(string whole, string ends) => $"""
            ({whole} days >= '{tens.First}' AND days <= '{tens.Last}'
             UNION ALL
             {ends} day >= @from AND day < '{tens.First}'
             UNION ALL
             {ends} day > '{tens.Last}~' AND day <= @to) AS sums
            """;
    }

    private static string Where(SpendFilter filter, List<string> conditions, Func<string, string> column)
    {
        Add(filter.FromDay, $"{column(Day)} >= @from");
        Add(filter.ToDay, $"{column(Day)} <= @to");
        Add(filter.KeyHash, $"{column(Key)} = @key");
        Add(filter.Model, $"{column(Model)} = @model");
        Add(filter.EndUser, $"{column(EndUser)} = @endUser");
        AddList(filter.UserIds, User);
        AddList(filter.TeamIds, Team);
        AddList(filter.Tags, Tag);
        AddList(filter.OrganizationIds, Organization);
        return conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);

        void Add(string? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add(condition);
            }
        }

        void AddList(IReadOnlyList<string>? values, string name)
        {
            if (values is not null)
            {
                conditions.Add($"{column(name)} IN ({string.Join(", ", values.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@{name}{i}")))})");
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
        AddList(filter.OrganizationIds, Organization);

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
