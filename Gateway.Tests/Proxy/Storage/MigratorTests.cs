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
