using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Proxy.Storage;

[Collection(PostgresCollection.Name)]
public sealed class MigrateOnlyTests(PostgresServer postgres)
{
    [Fact]
    public async Task Database_is_brought_up_to_date_once()
    {
        var options = new GatewayOptions { DatabaseUrl = await postgres.NewDatabaseAsync() };
        using var output = new StringWriter();

        Assert.Equal(0, await Migrator.RunCommandAsync(new GatewayConfig(), options, output, output));
        Assert.Equal(0, await Migrator.RunCommandAsync(new GatewayConfig(), options, output, output));

        Assert.Equal([$"{Migration.All(SqlDialect.PostgreSql).Count} migrations applied; the database is up to date.", "The database is up to date."], Lines(output));
    }

    [Fact]
    public async Task Database_that_is_away_is_one_clear_line_without_its_password()
    {
        var options = new GatewayOptions { DatabaseUrl = $"postgresql://u:secret-word@127.0.0.1:{FreePort.Next()}/x" };
        using var errors = new StringWriter();

        Assert.Equal(1, await Migrator.RunCommandAsync(new GatewayConfig(), options, TextWriter.Null, errors));

        Assert.StartsWith("The database could not be brought up to date:", Assert.Single(Lines(errors)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", errors.ToString(), StringComparison.Ordinal);
    }

    private static string[] Lines(StringWriter text) => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
