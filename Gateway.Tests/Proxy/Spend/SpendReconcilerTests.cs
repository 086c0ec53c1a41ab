using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Functional;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Proxy.Spend;

[Collection(PostgresCollection.Name)]
public sealed class SpendReconcilerTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Sums_that_were_tampered_with_are_told_and_mended(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        await store.WriteAsync(SpendLogs.Entries(500), givesWay: false, CancellationToken.None);
        Assert.Equal(0, await RunAsync(database));

        await database.Database.ExecuteAsync("UPDATE daily_spend SET cost = cost + 1 WHERE day = '2026-03-01' AND key_hash LIKE 'a%' AND end_user = 'customer'");
        await database.Database.ExecuteAsync("DELETE FROM daily_spend WHERE day = '2026-03-02' AND team_id = 'team'");
        await database.Database.ExecuteAsync("UPDATE daily_tag_spend SET requests = requests + 1 WHERE tag = 'batch' AND day = '2026-03-02'");
        await database.Database.ExecuteAsync("DELETE FROM daily_organization_spend WHERE day = '2026-03-02'");
        await database.Database.ExecuteAsync("DELETE FROM daily_sums WHERE dimension = 'key_hash' AND day = '2026-03-01'");
        await database.Database.ExecuteAsync("UPDATE ten_day_sums SET requests = requests + 1 WHERE dimension = 'user_id'");
        await database.Database.ExecuteAsync("DELETE FROM ten_day_spend WHERE key_hash LIKE 'a%'");
        var output = new StringWriter();
        Assert.True(await RunAsync(database, output) > 2);

        Assert.Contains("2026-03-02 daily_spend", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-03-01 daily_sums dimension=key_hash name=", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-03-0 ten_day_sums dimension=user_id name=", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-03-0 ten_day_spend key_hash=a", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-03-02 daily_organization_spend organization_id=organization team_id=team", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("daily_tag_spend tag=batch", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(database));
        await database.AssertSumsAgreeAsync();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Old_logs_are_deleted_by_the_day_and_their_sums_stay(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        await store.WriteAsync(SpendLogs.Entries(4_000), givesWay: false, CancellationToken.None);
        var firstDay = SpendLogs.Entries(4_000).Count(entry => entry.Log.StartedAt.Day == 1);
        using var journal = database.Journal();
        using var writer = database.Writer(journal, new SpendStats(journal));
        using var retention = new SpendRetention(database.Database, writer, null!, TimeProvider.System, NullLogger<SpendRetention>.Instance);
        using var inTime = new SpendRetention(database.Database, writer, null!, new FixedTime(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero)), NullLogger<SpendRetention>.Instance);

        // The 1st of March is 30 days ago; its last day of grace is over at midnight.
        Assert.Equal(0, await inTime.DeleteAsync(TimeSpan.FromDays(30), CancellationToken.None));
        Assert.Equal(firstDay, await inTime.DeleteAsync(TimeSpan.FromDays(29), CancellationToken.None));

        Assert.Equal(4_000 - firstDay, await database.NumberAsync("SELECT COUNT(*) FROM spend_logs"));
        Assert.Equal(4_000, await database.NumberAsync("SELECT SUM(requests) FROM daily_spend"));
        Assert.Equal(0, await RunAsync(database));
        Assert.Equal(4_000 - firstDay, await retention.DeleteAsync(TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal(0, await database.NumberAsync("SELECT COUNT(*) FROM spend_log_tags"));
        Assert.Equal(4_000, await database.NumberAsync("SELECT SUM(requests) FROM daily_spend"));
    }

    [Fact]
    public async Task Command_says_by_its_exit_code_whether_it_had_to_mend()
    {
        await using var database = await SpendDatabase.CreateAsync(nameof(SqlDialect.Sqlite), postgres);
        await using (var store = new SpendStore(database.Database))
        {
            await store.WriteAsync(SpendLogs.Entries(100), givesWay: false, CancellationToken.None);
        }

        var config = Path.Combine(database.Options.DataDirectory, "config.yaml");
        await File.WriteAllTextAsync(config, "model_list: []\n");
        string[] command = ["--config", config, "--data-dir", database.Options.DataDirectory, "--reconcile-spend"];

        Assert.Equal(0, (await GatewayProcess.RunToEndAsync(command)).ExitCode);
        await database.Database.ExecuteAsync("DELETE FROM daily_spend WHERE team_id = 'team'");
        var (exitCode, output) = await GatewayProcess.RunToEndAsync(command);

        Assert.Equal(1, exitCode);
        Assert.Contains("team_id=team", output, StringComparison.Ordinal);
        Assert.Equal(0, (await GatewayProcess.RunToEndAsync(command)).ExitCode);
    }

    [Theory]
    [InlineData("30d", 30 * 86_400)]
    [InlineData("12h", 12 * 3_600)]
    [InlineData("2w", 14 * 86_400)]
    [InlineData("1mo", 30 * 86_400)]
    [InlineData("90", 90)]
    [InlineData("1.5 d", 129_600)]
    [InlineData("", null)]
    [InlineData("d", null)]
    [InlineData("0d", null)]
    [InlineData("-1d", null)]
    [InlineData("5y", null)]
    [InlineData("99999999d", null)]
    public void Period_is_read(string text, int? seconds) => Assert.Equal(seconds, (int?)RetentionPeriod.Parse(text)?.TotalSeconds);

    private static Task<int> RunAsync(SpendDatabase database, TextWriter? output = null) => new SpendReconciler(database.Database, output ?? TextWriter.Null).RunAsync(CancellationToken.None);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
