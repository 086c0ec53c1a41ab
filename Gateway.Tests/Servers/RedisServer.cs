using System.Diagnostics;
using System.Net.Sockets;

namespace Gateway.Tests.Servers;

/// <summary>A Redis of the tests' own on a free port, without persistence.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly int _port = FreePort.Next();
    private readonly string[] _arguments;
    private Process? _process;

    public RedisServer()
        : this(port => Plain(port))
    {
    }

    /// <param name="arguments">Its command line, from its port.</param>
    internal RedisServer(Func<int, string[]> arguments) => _arguments = arguments(_port);

    internal static string[] Plain(int port, params string[] more) => ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. more];

    public string Host => "127.0.0.1";

    public int Port => _port;

    public Task InitializeAsync() => StartAsync();

    public async Task StartAsync()
    {
        var info = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in _arguments)
        {
            info.ArgumentList.Add(argument);
        }

        _process = Process.Start(info)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var i = 0; ; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Host, _port);
                return;
            }
            catch (SocketException) when (i < 200 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            }
        }
    }

    /// <summary>As a crash.</summary>
    public async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As a machine that hangs: connections stay, and new ones are taken, but nothing is answered.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

        _process?.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
