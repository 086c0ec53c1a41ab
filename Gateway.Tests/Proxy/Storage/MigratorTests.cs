using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Proxy.Storage;

[Collection(PostgresCollection.Name)]
public sealed class MigratorTests(PostgresServer postgres) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-storage-").FullName;

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Fresh_database_gets_every_migration_once(string dialect)
    {
        await using var database = await CreateAsync(dialect);

        Assert.Equal(Migration.All(database.Dialect).Count, await RunAsync(database));
        Assert.Equal(0, await RunAsync(database));
        Assert.Empty(await database.QueryAsync("SELECT model, COUNT(*) as requests, SUM(response_cost) as total_cost FROM litellm_spend GROUP BY model", row => row.GetString(0)));
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Replicas_that_start_together_run_each_migration_once(string dialect)
    {
        await using var database = await CreateAsync(dialect);

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RunAsync(database))));

        Assert.Equal(Migration.All(database.Dialect).Count, runs.Sum());
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Organizations_that_were_only_noted_down_get_their_place(string dialect)
    {
        await using var database = await CreateAsync(dialect);
        await database.ExecuteAsync("CREATE TABLE gateway_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)");
        foreach (var migration in Migration.All(database.Dialect).Where(migration => migration.Number < 80))
        {
            await database.ExecuteAsync(migration.Sql);
            await database.ExecuteAsync($"INSERT INTO gateway_migrations VALUES ({migration.Number}, '', '')");
        }

        await database.ExecuteAsync("""
            INSERT INTO teams (team_id, models, model_aliases, metadata, created_at, updated_at)
            VALUES ('t', '[]', '{}', '{"a":1,"organization_id":"o"}', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), ('u', '[]', '{}', '{"organization_id":null}', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
            """);
        await RunAsync(database);

        var teams = await database.QueryAsync("SELECT team_id, organization_id, metadata FROM teams ORDER BY team_id", row => $"{row.GetValue(0)} {row.GetValue(1)} {row.GetString(2).Replace(" ", "")}");
        Assert.Equal(["t o {\"a\":1}", "u  {}"], teams);
    }

    [Fact]
    public void Both_dialects_have_the_same_migrations()
    {
        Assert.Equal(Migration.All(SqlDialect.PostgreSql).Select(migration => migration.Name), Migration.All(SqlDialect.Sqlite).Select(migration => migration.Name));
    }

    [Theory]
    [InlineData("postgresql://litellm:secret@pooler:6432/gateway?pgbouncer=true", "Host=pooler;Port=6432;Database=gateway;Username=litellm;Password=secret;No Reset On Close=True")]
    [InlineData("postgresql://litellm:s%40crt@db:5433/gateway?sslmode=require&connection_limit=7&schema=public", "Host=db;Port=5433;Database=gateway;Username=litellm;Password=s@crt;SSL Mode=Require;Maximum Pool Size=7")]
    [InlineData("postgres://u@db/x", "Host=db;Port=5432;Database=x;Username=u")]
    [InlineData("Host=db;Username=u", "Host=db;Username=u")]
    public void Database_url_of_LiteLLM_is_understood(string url, string connectionString)
    {
        Assert.Equal(connectionString, DatabaseFactory.ConnectionString(url));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<Database> CreateAsync(string dialect) => DatabaseFactory.Create(
        dialect == nameof(SqlDialect.PostgreSql) ? await postgres.NewDatabaseAsync() : null,
        new GatewayOptions { DataDirectory = _directory });

    private static Task<int> RunAsync(Database database) => new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
}
