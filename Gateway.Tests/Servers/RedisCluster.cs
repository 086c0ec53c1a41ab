using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Servers;

/// <summary>A Redis cluster of two nodes, each with half of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-redis-");
    private readonly List<RedisServer> _nodes = [];

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
        var busPort = 0;
        for (var i = 0; i < 2; i++)
        {
            busPort = FreePort.Next();
            string[] more = ["--dir", _folder.FullName, "--cluster-enabled", "yes", "--cluster-config-file", $"nodes-{i}.conf", "--cluster-port", $"{busPort}"];
            var node = new RedisServer(port => RedisServer.Plain(port, more));
            _nodes.Add(node);
            await node.InitializeAsync();
            await AskAsync(node, $"CLUSTER ADDSLOTSRANGE {i * Slots / 2} {((i + 1) * Slots / 2) - 1}");
            await AskAsync(node, $"CLUSTER SET-CONFIG-EPOCH {i + 1}");
        }

        await AskAsync(_nodes[0], $"CLUSTER MEET 127.0.0.1 {_nodes[1].Port} {busPort}");
        foreach (var node in _nodes)
        {
            for (var i = 0; !(await AskAsync(node, "CLUSTER INFO")).Contains("cluster_state:ok", StringComparison.Ordinal); i++)
            {
                Assert.True(i < 1_000, "The cluster did not come up.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    // By hand: a client that knows of clusters waits for seconds until there is one.
    private static async Task<string> AskAsync(RedisServer node, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(node.Host, node.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\nQUIT\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.False(answer.StartsWith('-'), $"{command}: {answer}");
        return answer;
    }
}
