using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Proxy.Spend;

[Collection(PostgresCollection.Name)]
public sealed class SpendWriterTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Journal_is_moved_to_the_database_within_a_second_or_two(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        using var journal = database.Journal();
        var stats = new SpendStats(journal);
        using var writer = database.Writer(journal, stats);
        await writer.StartAsync(CancellationToken.None);
        for (var i = 0; i < 2_500; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        await WaitAsync(() => stats.Written == 2_500, "the rows");
        await WaitAsync(() => stats.JournalSegments == 0, "an empty journal");

        Assert.Equal((true, null, 0, 0), (stats.IsConnected, stats.LastError, stats.Lost, stats.Rejected));
        Assert.NotNull(stats.LastWriteAt);
        Assert.Equal(2_500, (await database.AssertSumsAgreeAsync()).Rows);
        await writer.StopAsync(CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Stop_stores_what_is_there(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        using var journal = database.Journal();
        var stats = new SpendStats(journal);
        using var writer = database.Writer(journal, stats);
        await writer.StartAsync(CancellationToken.None);
        await writer.Migrated;
        journal.Record(SpendLogs.Number(1));

        await writer.StopAsync(CancellationToken.None);

        Assert.Equal((1, 0), ((int)await database.NumberAsync("SELECT COUNT(*) FROM spend_logs"), stats.JournalSegments));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Journal_of_a_dead_process_is_replayed_torn_tail_and_repetitions_included(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        string segment;
        using (var dead = database.Journal())
        {
            for (var i = 0; i < 100; i++)
            {
                dead.Record(SpendLogs.Number(i));
            }

            segment = Assert.Single(SegmentFiles.In(dead.Folder)).FullName;
        }

        // Committed, but killed before the segment was deleted; and the last record was cut in two.
        var bytes = await File.ReadAllBytesAsync(segment);
        using (var journal = database.Journal())
        using (var writer = database.Writer(journal, new SpendStats(journal)))
        {
            await writer.FlushAsync(CancellationToken.None);
        }

        await File.WriteAllBytesAsync(segment, [.. bytes, 200, 0, 0, 0, 1, 2, 3]);
        using (var journal = database.Journal())
        {
            journal.Record(SpendLogs.Number(100));
            var stats = new SpendStats(journal);
            using var writer = database.Writer(journal, stats);
            await writer.FlushAsync(CancellationToken.None);

            Assert.Equal((1, 100, 0), (stats.Written, stats.Repeated, stats.JournalSegments));
        }

        Assert.Equal(101, (await database.AssertSumsAgreeAsync()).Rows);
    }

    [Fact]
    public async Task Disk_that_is_full_costs_nothing_while_the_database_is_there()
    {
        await using var database = await SpendDatabase.CreateAsync(nameof(SqlDialect.Sqlite), postgres);
        await File.WriteAllTextAsync(Path.Combine(database.Options.DataDirectory, "spend-journal"), "in the way");
        using var journal = database.Journal();
        using var writer = database.Writer(journal, new SpendStats(journal));
        for (var i = 0; i < 1_500; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(1_500, (await database.AssertSumsAgreeAsync()).Rows);
        Assert.Equal(0, journal.Lost);
    }

    [Fact]
    public async Task Row_that_the_database_refuses_is_put_aside_and_the_others_are_stored()
    {
        await using var database = await SpendDatabase.CreateAsync(nameof(SqlDialect.PostgreSql), postgres);
        await database.Database.ExecuteAsync("ALTER TABLE spend_logs ADD CHECK (request_id <> 'request-42')");
        using var journal = database.Journal();
        var stats = new SpendStats(journal);
        using var writer = database.Writer(journal, stats);
        for (var i = 0; i < 100; i++)
        {
            journal.Record(SpendLogs.Number(i));
        }

        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal((99, 1), ((await database.AssertSumsAgreeAsync()).Rows, stats.Rejected));
        Assert.Single(Directory.GetFiles(journal.Folder, "*.rejected"));
    }

    internal static async Task WaitAsync(Func<bool> condition, string what)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 3_000, $"Waited 30 seconds for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
