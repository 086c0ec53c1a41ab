using System.Diagnostics;
using System.Net.Sockets;

namespace Gateway.Bench.Processes;

/// <summary>A Redis and a PostgreSQL for the gateway, in a temporary folder and on free ports. PostgreSQL syncs to disk, as in earnest.</summary>
internal sealed class StateServers : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-bench-state-").FullName;
    private readonly int _redisPort = FreePort.Next();
    private readonly int _postgresPort = FreePort.Next();
    private readonly List<ChildProcess> _servers = [];

    private StateServers()
    {
    }

    public string RedisUrl => $"redis://127.0.0.1:{_redisPort}";

    public string DatabaseUrl => $"postgresql://gateway@127.0.0.1:{_postgresPort}/postgres";

    /// <summary>Null: this machine does not have both.</summary>
    public static async Task<StateServers?> StartAsync(CancellationToken cancellation)
    {
        if (Program("redis-server") is not { } redis || Program("initdb") is not { } initdb || Program("postgres") is not { } postgres)
        {
            return null;
        }

        var servers = new StateServers();
        try
        {
            await servers.StartAsync(redis, initdb, postgres, cancellation);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string redis, string initdb, string postgres, CancellationToken cancellation)
    {
        _servers.Add(ChildProcess.Start(new ProcessStartInfo(redis, ["--port", $"{_redisPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])));
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; Debian's package brings a user for it.
            await RunAsync(new ProcessStartInfo("chown", ["postgres", _folder]), cancellation);
        }

        var data = Path.Combine(_folder, "data");
        await RunAsync(AsItsUser(initdb, "-D", data, "-U", "gateway", "-A", "trust", "-E", "UTF8"), cancellation);
        _servers.Add(ChildProcess.Start(AsItsUser(postgres, "-D", data, "-p", $"{_postgresPort}", "-h", "127.0.0.1", "-k", _folder)));
        await WaitAsync(_redisPort, cancellation);
        await WaitAsync(_postgresPort, cancellation);
    }

    private static ProcessStartInfo AsItsUser(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments]) { WorkingDirectory = "/" }
            : new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" };

    // Debian keeps PostgreSQL's own programs off the PATH.
    private static string? Program(string name)
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(debian).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static async Task RunAsync(ProcessStartInfo command, CancellationToken cancellation)
    {
        command.RedirectStandardOutput = true;
        using var process = Process.Start(command)!;
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new BenchException($"{string.Join(' ', command.ArgumentList)} ended with {process.ExitCode}.");
        }
    }

    private static async Task WaitAsync(int port, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellation);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
            }
        }
    }
}
