using System.Net;
using StackExchange.Redis;

namespace Gateway.Tests.Servers;

/// <summary>A Redis cluster of two nodes, each with half of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-redis-");
    private readonly List<RedisServer> _nodes = [];
    private readonly List<int> _busPorts = [];

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        await cluster.StartNodesAsync();
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartNodesAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var busPort = FreePort.Next();
            var file = $"nodes-{i}.conf";
            var node = new RedisServer(port => RedisServer.Plain(
                port, "--dir", _folder.FullName, "--cluster-enabled", "yes", "--cluster-config-file", file, "--cluster-port", $"{busPort}"));
            await node.InitializeAsync();
            _nodes.Add(node);
            await using var connection = await ConnectAsync(node);
            var database = connection.GetDatabase();
            await database.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", i * Slots / 2, ((i + 1) * Slots / 2) - 1);
            if (i == 1)
            {
                await database.ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", 2);
            }

            _busPorts.Add(busPort);
        }

        await using var first = await ConnectAsync(_nodes[0]);
        await first.GetDatabase().ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", _nodes[1].Port, _busPorts[1]);
        foreach (var node in _nodes)
        {
            await using var connection = await ConnectAsync(node);
            while (!((string)(await connection.GetDatabase().ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    // As one server: a client that knows of clusters would not send these.
    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisServer node) => await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { new IPEndPoint(IPAddress.Loopback, node.Port) },
        AllowAdmin = true,
        AbortOnConnectFail = false,
    });
}
