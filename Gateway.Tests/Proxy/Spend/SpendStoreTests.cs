using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Proxy.Spend;

[Collection(PostgresCollection.Name)]
public sealed class SpendStoreTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), SpendDatabase.Pooled, nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Batch_written_again_changes_nothing(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        var entries = SpendLogs.Entries(300);

        Assert.Equal(200, await store.WriteAsync(entries[..200], givesWay: false, CancellationToken.None));
        Assert.Equal(0, await store.WriteAsync(entries[..200], givesWay: false, CancellationToken.None));
        Assert.Equal(100, await store.WriteAsync(entries, givesWay: false, CancellationToken.None));
        Assert.Equal(0, await store.WriteAsync([.. entries, .. entries], givesWay: false, CancellationToken.None));

        var (rows, cost) = await database.AssertSumsAgreeAsync();
        Assert.Equal(300, rows);
        Assert.Equal(entries.Sum(entry => entry.Log.Cost), cost, 1e-9);
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql), 4)]
    [InlineData(SpendDatabase.Pooled, 0)]
    public async Task Batch_leaves_tables_only_in_a_session_of_its_own(string dialect, int left)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        await store.WriteAsync(SpendLogs.Entries(20), givesWay: false, CancellationToken.None);

        Assert.Equal(left, await database.NumberAsync("SELECT COUNT(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Rows_hold_what_the_logs_say(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        await store.WriteAsync(SpendLogs.Entries(20), givesWay: false, CancellationToken.None);

        var row = Assert.Single(await database.Database.QueryAsync(
            """
            SELECT started_at, ended_at, first_token_at, call_type, tags, user_id, team_id, status, streamed, usage_estimated, cost
            FROM spend_logs WHERE request_id = 'request-8'
            """,
            row => (Started: row.GetFieldValue<DateTimeOffset>(0), Ended: row.GetFieldValue<DateTimeOffset>(1), First: row.GetFieldValue<DateTimeOffset>(2),
                Type: row.GetString(3), Tags: row.GetString(4), NoUser: row.IsDBNull(5), Team: row.GetString(6), Status: row.GetInt32(7),
                Streamed: row.GetBoolean(8), Estimated: row.GetBoolean(9), Cost: row.GetDouble(10))));

        var log = SpendLogs.Number(8);
        Assert.Equal((log.StartedAt, log.StartedAt + log.Duration, log.StartedAt + log.TimeToFirstToken), (row.Started, row.Ended, row.First));
        Assert.Equal(("acompletion", """["batch","team \"a\""]""", true, "team", 200, false, false), (row.Type, row.Tags, row.NoUser, row.Team, row.Status, row.Streamed, row.Estimated));
        Assert.Equal(log.Cost, row.Cost, 1e-12);
        Assert.Equal(10 * 2, await database.NumberAsync("SELECT COUNT(*) FROM spend_log_tags"));
        Assert.Equal(10, await database.NumberAsync("SELECT SUM(requests) FROM daily_tag_spend WHERE tag = 'batch'"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Requests_under_one_id_are_all_counted(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        List<JournalEntry> entries = [.. Enumerable.Range(1, 9).Select(i => new JournalEntry(i, SpendLogs.Number(i, "chosen-by-the-client")))];

        await store.WriteAsync(entries[..3], givesWay: false, CancellationToken.None);
        await store.WriteAsync(entries[3..], givesWay: false, CancellationToken.None);
        await store.WriteAsync(entries, givesWay: false, CancellationToken.None);
        await store.WriteAsync(entries[1..2], givesWay: false, CancellationToken.None);

        var (rows, cost) = await database.AssertSumsAgreeAsync();
        Assert.Equal(9, rows);
        Assert.Equal(entries.Sum(entry => entry.Log.Cost), cost, 1e-9);
        Assert.Equal(1, await database.NumberAsync("SELECT COUNT(*) FROM spend_logs WHERE request_id = 'chosen-by-the-client'"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Spend_of_keys_users_teams_and_customers_is_added_once(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        foreach (var sql in (string[])
        [
            "INSERT INTO virtual_keys (token, key_name, models, aliases, allowed_routes, tags, metadata, permissions, key_type, spend, created_at, updated_at) VALUES (@key, '', '', '', '', '', '', '', '', 1, @now, @now)",
            "INSERT INTO users (user_id, user_role, models, metadata, created_at, updated_at) VALUES ('user', '', '', '', @now, @now)",
            "INSERT INTO teams (team_id, models, model_aliases, metadata, created_at, updated_at) VALUES ('team', '', '', '', @now, @now)",
            "INSERT INTO customers (user_id, created_at, updated_at) VALUES ('customer', @now, @now)",
            "INSERT INTO team_members (team_id, user_id, role) VALUES ('team', 'member', '')",
        ])
        {
            await database.Database.ExecuteAsync(sql, p =>
            {
                p.Add("key", new string('b', 64));
                p.Add("now", SpendLogs.Start);
            });
        }

        List<JournalEntry> entries = [.. SpendLogs.Entries(100), new(7, SpendLogs.Number(101) with { UserId = "member", TeamId = "team" })];
        await store.WriteAsync(entries[..60], givesWay: false, CancellationToken.None);
        await store.WriteAsync(entries, givesWay: false, CancellationToken.None);

        double Cost(Func<JournalEntry, bool> where) => entries.Where(where).Sum(entry => entry.Log.Cost);
        Assert.Equal(1 + Cost(entry => entry.Log.KeyHash[0] == 'b'), await database.NumberAsync("SELECT spend FROM virtual_keys"), 1e-9);
        Assert.Equal(Cost(entry => entry.Log.UserId == "user"), await database.NumberAsync("SELECT spend FROM users"), 1e-9);
        Assert.Equal(Cost(entry => entry.Log.TeamId == "team"), await database.NumberAsync("SELECT spend FROM teams"), 1e-9);
        Assert.Equal(Cost(entry => entry.Log.EndUser == "customer"), await database.NumberAsync("SELECT spend FROM customers"), 1e-9);
        Assert.Equal(Cost(entry => entry.Log.UserId == "member"), await database.NumberAsync("SELECT spend FROM team_members"), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Replicas_that_write_the_same_at_once_count_it_once(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        var entries = SpendLogs.Entries(400);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            await using var store = new SpendStore(database.Database);
            foreach (var part in entries.Skip(i % 2 * 50).Chunk(100))
            {
                await store.WriteAsync(part, givesWay: false, CancellationToken.None);
            }
        })));

        Assert.Equal(400, (await database.AssertSumsAgreeAsync()).Rows);
    }
}
