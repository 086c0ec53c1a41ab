using System.Data.Common;
using System.Globalization;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Proxy.Spend;

/// <summary>
/// <c>--reconcile-spend</c>: sums up the spend logs of each day again, says where the daily sums differ, and replaces them.
/// Days before the oldest spend log are left alone: their logs were deleted, and the sums are all that is left.
/// </summary>
internal sealed class SpendReconciler(Database database, TextWriter output)
{
    // Sums of the same numbers in another order.
    private const double Tolerance = 1e-9;

    private const int MostLinesADay = 20;

    private static readonly string[] s_ofDimensions = ["dimension", "name"];

    // After those that it follows from have been mended.
    private static readonly string s_fromDay = $"""
        SELECT dimension, name, {SpendSql.SumColumns}
        FROM ({SpendSql.DailySums(OfDay("daily_spend"), OfDay("daily_tag_spend"), OfDay("daily_organization_spend"))}) AS sums
        """;

    private static readonly string s_fromDays = $"""
        SELECT dimension, name, {SpendSql.SumColumns} FROM ({SpendSql.TenDaySums("(SELECT * FROM daily_sums WHERE SUBSTR(day, 1, 9) = @period) AS d")}) AS sums
        """;

    private static readonly string s_fromDaysOfKeys = $"""
        SELECT {string.Join(", ", SpendSql.TenDayColumns)}, {SpendSql.SumColumns} FROM ({SpendSql.TenDaySpend("(SELECT * FROM daily_spend WHERE SUBSTR(day, 1, 9) = @period) AS d")}) AS sums
        """;

    /// <summary>The process's exit code: 0 equal, 1 mended, 2 it could not be done.</summary>
    public static async Task<int> RunCommandAsync(GatewayConfig config, GatewayOptions options, TextWriter output, TextWriter errors)
    {
        try
        {
            await using var database = DatabaseFactory.Create(config, options);
            await new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
            return await new SpendReconciler(database, output).RunAsync(CancellationToken.None) == 0 ? 0 : 1;
        }
        catch (DbException exception)
        {
            await errors.WriteLineAsync($"The database does not answer: {exception.Message}");
            return 2;
        }
    }

    /// <summary>Gives the number of sums that had to be mended.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = await database.QueryAsync("SELECT started_at FROM spend_logs ORDER BY started_at LIMIT 1", row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken: cancellationToken);
        var newest = await database.QueryAsync("SELECT started_at FROM spend_logs ORDER BY started_at DESC LIMIT 1", row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken: cancellationToken);
        if (oldest is not [var first] || newest is not [var last])
        {
            await output.WriteLineAsync("There are no spend logs.");
            return 0;
        }

        var newestSum = await database.QueryAsync("SELECT COALESCE(MAX(day), '') FROM daily_spend", row => row.GetString(0), cancellationToken: cancellationToken);
        var end = DateOnly.TryParse(newestSum[0], CultureInfo.InvariantCulture, out var summed) && summed > DayOf(last) ? summed : DayOf(last);
        var (days, mended) = (0, 0);
        for (var day = DayOf(first); day <= end; day = day.AddDays(1))
        {
            mended += await ReconcileAsync(day, cancellationToken);
            days++;
            if (day == end || TenDays.NameOf(day) != TenDays.NameOf(day.AddDays(1)))
            {
                // They follow from the sums of their days, which are right by now.
                mended += await ReconcileTenDaysAsync(day, cancellationToken);
            }
        }

        await output.WriteLineAsync(mended == 0 ? $"{days} days agree." : $"{mended} sums of {days} days differed and were mended.");
        return mended;
    }

    private Task<int> ReconcileAsync(DateOnly day, CancellationToken cancellationToken) => InTurnAsync(async (connection, transaction) =>
    {
        const string Tagged = "spend_logs s JOIN spend_log_tags t ON t.started_at = s.started_at AND t.request_id = s.request_id";
        var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var ofOrganizations = FromLogs(SpendSql.DailyOrganizationColumns, "spend_logs s", "s.organization_id IS NOT NULL AND ");
        return await ReconcileAsync(connection, transaction, day, ("day", name), "daily_spend", SpendSql.DailyColumns, FromLogs(SpendSql.DailyColumns, "spend_logs s"), cancellationToken)
            + await ReconcileAsync(connection, transaction, day, ("day", name), "daily_tag_spend", SpendSql.DailyTagColumns, FromLogs(SpendSql.DailyTagColumns, Tagged), cancellationToken)
            + await ReconcileAsync(connection, transaction, day, ("day", name), "daily_organization_spend", SpendSql.DailyOrganizationColumns, ofOrganizations, cancellationToken)
            + await ReconcileAsync(connection, transaction, day, ("day", name), "daily_sums", s_ofDimensions, s_fromDay, cancellationToken);
    }, cancellationToken);

    private Task<int> ReconcileTenDaysAsync(DateOnly day, CancellationToken cancellationToken) => InTurnAsync(async (connection, transaction) =>
    {
        var name = TenDays.NameOf(day);
        return await ReconcileAsync(connection, transaction, day, ("days", name), "ten_day_sums", s_ofDimensions, s_fromDays, cancellationToken)
            + await ReconcileAsync(connection, transaction, day, ("days", name), "ten_day_spend", SpendSql.TenDayColumns, s_fromDaysOfKeys, cancellationToken);
    }, cancellationToken);

    private Task<int> InTurnAsync(Func<DbConnection, DbTransaction, Task<int>> work, CancellationToken cancellationToken) => database.InTransactionAsync(async (connection, transaction) =>
    {
        await SpendTurns.TakeAsync(connection, transaction, cancellationToken);
        return await work(connection, transaction);
    }, cancellationToken);

    private static string OfDay(string table) => $"(SELECT * FROM {table} WHERE day = @period) AS d";

    private static string FromLogs(string[] columns, string source, string condition = "")
    {
        var groups = string.Join(", ", columns.Select(column => column == "tag" ? "t.tag" : $"COALESCE(s.{column}, '')"));
        var numbers = string.Join(", ", Enumerable.Range(1, columns.Length));
        return $"SELECT {groups}, {SpendSql.Sums} FROM {source} WHERE {condition}s.started_at >= @from AND s.started_at < @to GROUP BY {numbers}";
    }

    private async Task<int> ReconcileAsync(
        DbConnection connection, DbTransaction transaction, DateOnly day, (string Column, string Name) period, string table, string[] columns, string source, CancellationToken cancellationToken)
    {
        void Parameters(SqlParameters p)
        {
            p.Add("period", period.Name);
            p.Add("from", new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
            p.Add("to", new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        }

        var names = string.Join(", ", columns);
        var actual = await SumsAsync($"SELECT {names}, {SpendSql.SumColumns} FROM {table} WHERE {period.Column} = @period");
        var expected = await SumsAsync(source);
        var differing = expected.Keys.Union(actual.Keys).Where(key => !Agree(expected.GetValueOrDefault(key), actual.GetValueOrDefault(key))).Order(StringComparer.Ordinal).ToList();
        if (differing.Count == 0)
        {
            return 0;
        }

        foreach (var key in differing.Take(MostLinesADay))
        {
            await output.WriteLineAsync($"{period.Name} {table} {key}: {Show(actual.GetValueOrDefault(key))} -> {Show(expected.GetValueOrDefault(key))}");
        }

        if (differing.Count > MostLinesADay)
        {
            await output.WriteLineAsync($"{period.Name} {table}: {differing.Count - MostLinesADay} more");
        }

        await connection.ExecuteAsync($"DELETE FROM {table} WHERE {period.Column} = @period", Parameters, transaction, cancellationToken);
        await connection.ExecuteAsync(
            $"INSERT INTO {table} ({period.Column}, {names}, {SpendSql.SumColumns}) SELECT @period, x.* FROM ({source}) AS x", Parameters, transaction, cancellationToken);
        return differing.Count;

        async Task<Dictionary<string, double[]>> SumsAsync(string sql)
        {
            var rows = await connection.QueryAsync(sql, row => (
                Key: string.Join(' ', columns.Select((column, i) => row.GetString(i) is { Length: > 0 } value ? $"{column}={value}" : "").Where(part => part.Length > 0)),
                Sums: Enumerable.Range(columns.Length, row.FieldCount - columns.Length).Select(i => Convert.ToDouble(row.GetValue(i), CultureInfo.InvariantCulture)).ToArray()),
                Parameters, transaction, cancellationToken);
            return rows.ToDictionary(row => row.Key, row => row.Sums);
        }
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static bool Agree(double[]? left, double[]? right) =>
        left is not null && right is not null && left.Zip(right).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Abs(pair.First)));

    private static string Show(double[]? sums) => sums is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{sums[0]:0} requests, {sums[4] + sums[5]:0} tokens, {sums[^1]:0.##########} USD");
}
