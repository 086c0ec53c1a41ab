using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Proxy.Spend;

/// <summary>An up-to-date database of either kind, and what a test wants to know of it.</summary>
internal sealed class SpendDatabase : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-spend-").FullName;

    private SpendDatabase(string? connection)
    {
        Options = new GatewayOptions { DataDirectory = _directory, DatabaseUrl = connection };
        Database = DatabaseFactory.Create(connection, Options);
    }

    public Database Database { get; }

    public GatewayOptions Options { get; }

    /// <summary>PostgreSQL as it is used behind a pooler that gives every transaction another session.</summary>
    public const string Pooled = "Pooled";

    /// <param name="dialect">A name of <see cref="SqlDialect"/>, or <see cref="Pooled"/>.</param>
    /// <param name="postgres">Where the database is made.</param>
    public static async Task<SpendDatabase> CreateAsync(string dialect, PostgresServer postgres)
    {
        var result = new SpendDatabase(dialect switch
        {
            nameof(SqlDialect.Sqlite) => null,
            Pooled => await postgres.NewDatabaseAsync() + ";No Reset On Close=true",
            _ => await postgres.NewDatabaseAsync(),
        });
        await result.Migrator().RunAsync(CancellationToken.None);
        return result;
    }

    public SpendJournal Journal() => new(Options, TimeProvider.System, NullLogger<SpendJournal>.Instance);

    public SpendWriter Writer(SpendJournal journal, SpendStats stats, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var customers = new NewCustomers(Database, new KeyDirectory(clock), new ConfigStore(new GatewayConfig()), clock, NullLogger<NewCustomers>.Instance);
        return new(journal, customers, new SpendStore(Database), stats, new WriterPace(journal, clock), Migrator(), clock, NullLogger<SpendWriter>.Instance);
    }

    public async Task<double> NumberAsync(string sql)
    {
        var numbers = await Database.QueryAsync(sql, row => row.IsDBNull(0) ? 0 : Convert.ToDouble(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture));
        return Assert.Single(numbers);
    }

    /// <summary>Rows, and that daily sums say the same in every column.</summary>
    public async Task<(long Rows, double Cost)> AssertSumsAgreeAsync()
    {
        const string Sums = "SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(cost)";
        var ofRows = await SumsAsync($"SELECT COUNT(*), SUM(CASE WHEN status < 400 THEN 1 ELSE 0 END), SUM(CASE WHEN cache_hit THEN 1 ELSE 0 END), {Sums} FROM spend_logs");
        var ofDays = await SumsAsync($"SELECT SUM(requests), SUM(successes), SUM(cache_hits), {Sums} FROM daily_spend");
        Assert.Equal(ofRows[..^1], ofDays[..^1]);
        Assert.Equal(ofRows[^1], ofDays[^1], 1e-9);
        foreach (var dimension in SpendSql.Dimensions.Where(dimension => dimension != "tag" && !dimension.StartsWith("organization_id", StringComparison.Ordinal)))
        {
            var ofDimension = await SumsAsync($"SELECT SUM(requests), SUM(successes), SUM(cache_hits), {Sums} FROM daily_sums WHERE dimension = '{dimension}'");
            Assert.Equal(ofRows[..^1], ofDimension[..^1]);
            Assert.Equal(ofRows[^1], ofDimension[^1], 1e-9);
            if (SpendSql.WideDimensions.Contains(dimension))
            {
                Assert.Equal(ofRows[0], (await SumsAsync($"SELECT SUM(requests) FROM ten_day_sums WHERE dimension = '{dimension}'"))[0]);
            }
        }

        var ofOrganizations = await SumsAsync($"SELECT COUNT(*), {Sums} FROM spend_logs WHERE organization_id IS NOT NULL");
        foreach (var table in (string[])["daily_organization_spend", "daily_sums WHERE dimension = 'organization_id'", "daily_sums WHERE dimension = 'organization_id:key_hash'", "ten_day_sums WHERE dimension = 'organization_id:key_hash'"])
        {
            var sums = await SumsAsync($"SELECT SUM(requests), {Sums} FROM {table}");
            Assert.Equal(ofOrganizations[..^1], sums[..^1]);
            Assert.Equal(ofOrganizations[^1], sums[^1], 1e-9);
        }

        Assert.Equal(ofRows[0], (await SumsAsync("SELECT SUM(requests) FROM ten_day_spend"))[0]);
        return ((long)ofRows[0], ofRows[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Migrator Migrator() => new(Database, TimeProvider.System, NullLogger<Migrator>.Instance);

    private async Task<double[]> SumsAsync(string sql) => Assert.Single(await Database.QueryAsync(sql, row =>
        Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? 0 : Convert.ToDouble(row.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)).ToArray()));
}
