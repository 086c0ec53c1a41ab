using Gateway.Tests.Servers;

namespace Gateway.Tests.Scripts;

[Collection(PostgresCollection.Name)]
public sealed class LogTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly RedisServer _redis = new();

    public Task InitializeAsync() => _redis.InitializeAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Log_has_no_lines_of_the_clients_of_PostgreSQL_and_Redis()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", "model_list: []\n");
        var port = FreePort.Next();
        await using var gateway = GatewayPrograms.Proxy(
            folder,
            ["--port", $"{port}"],
            ("LITELLM_LOG", "INFO"),
            ("ConnectionStrings__gatewaydb", await postgres.NewDatabaseAsync()),
            ("ConnectionStrings__redis", $"{_redis.Host}:{_redis.Port}"));
        await Eventually.AnswersAsync(new Uri($"http://127.0.0.1:{port}/health/readiness"));

        await gateway.SignalAsync("TERM");
        var result = await gateway.ExitAsync();

        Assert.Contains("A master key was made", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("StackExchange", result.Output, StringComparison.Ordinal);
    }
}
