namespace Gateway.Tests.Servers;

/// <summary>A Redis primary, its replica, and a Sentinel that makes the replica the primary when that dies.</summary>
internal sealed class WatchedRedis : IAsyncDisposable
{
    public const string ServiceName = "mymaster";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-sentinel-");
    private readonly string? _password;

    private WatchedRedis(string? password)
    {
        _password = password;
        string[] guarded = password is null ? [] : ["--requirepass", password, "--masterauth", password];
        Primary = new(port => RedisServer.Plain(port, guarded));
        Replica = new(port => RedisServer.Plain(port, ["--replicaof", "127.0.0.1", $"{Primary.Port}", .. guarded]));
        Sentinel = new(port => [SentinelConfig(port), "--sentinel"]);
    }

    public RedisServer Primary { get; }

    public RedisServer Replica { get; }

    public RedisServer Sentinel { get; }

    /// <param name="password">Of all three.</param>
    public static async Task<WatchedRedis> StartAsync(string? password = null)
    {
        var watched = new WatchedRedis(password);
        await watched.Primary.InitializeAsync();
        await watched.Replica.InitializeAsync();
        await watched.Sentinel.InitializeAsync();
        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        await Sentinel.DisposeAsync();
        await Replica.DisposeAsync();
        await Primary.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // A Sentinel writes what it learns into its config, so it must have a file.
    private string SentinelConfig(int port)
    {
        var path = Path.Combine(_folder.FullName, "sentinel.conf");
        File.WriteAllText(path, $"""
            port {port}
            bind 127.0.0.1
            dir {_folder.FullName}
            sentinel monitor {ServiceName} 127.0.0.1 {Primary.Port} 1
            sentinel down-after-milliseconds {ServiceName} 300
            sentinel failover-timeout {ServiceName} 2000
            {(_password is null ? "" : $"sentinel auth-pass {ServiceName} {_password}\nrequirepass {_password}")}

            """);
        return path;
    }
}
