using System.Diagnostics;
using Npgsql;

namespace Gateway.Tests.Servers;

/// <summary>A PostgreSQL of the tests' own, in a temporary folder on a free port; one for the whole run, a database for each test.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-postgres-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;
    private int _databases;

    /// <summary>A fresh, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async Task InitializeAsync()
    {
        if (IsRoot)
        {
            // The server refuses to run as root; Debian's package brings a user for it.
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsync(Tool("initdb"), "-D", Data, "-U", "litellm", "-A", "trust", "--no-sync", "-E", "UTF8");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _process = Start(Tool("postgres"), "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder, "-c", "fsync=off", "-c", "max_connections=300");
        for (var i = 0; ; i++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (i < 200 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>As a crash: connections break, nothing is flushed on purpose.</summary>
    public async Task StopAsync()
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];

        // SIGQUIT is PostgreSQL's immediate shutdown.
        await RunAsync("kill", "-QUIT", pid);
        await _process!.WaitForExitAsync();
        NpgsqlConnection.ClearAllPools();
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

        await RunAsync("rm", "-rf", _folder);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=litellm;Database={database}";

    private static string Tool(string name)
    {
        // Debian keeps the server's programs off the PATH.
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin", name)).LastOrDefault(File.Exists)
            : null;
        return debian ?? name;
    }

    private static Process Start(string program, params string[] arguments)
    {
        var asPostgres = IsRoot && program.Contains("postgres", StringComparison.Ordinal);
        var info = new ProcessStartInfo(asPostgres ? "runuser" : program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in asPostgres ? [.. (string[])["-u", "postgres", "--", program], .. arguments] : arguments)
        {
            info.ArgumentList.Add(argument);
        }

        var process = Process.Start(info)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
