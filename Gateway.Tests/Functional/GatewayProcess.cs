using System.Diagnostics;
using System.Net.Http.Headers;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>The proxy as a process of its own, so that it can be killed.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayProcess(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayServer.MasterKey);
    }

    /// <summary>Sends the master key.</summary>
    public HttpClient Http { get; }

    /// <param name="configPath">The config to serve.</param>
    /// <param name="directory">Its data directory.</param>
    /// <param name="arguments">More of the command line.</param>
    public static async Task<GatewayProcess> StartAsync(string configPath, string directory, params string[] arguments)
    {
        var port = FreePort.Next();
        var process = Run(["--config", configPath, "--data-dir", directory, "--urls", $"http://127.0.0.1:{port}", .. arguments]);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var gateway = new GatewayProcess(process, new Uri($"http://127.0.0.1:{port}"));
        for (var i = 0; ; i++)
        {
            try
            {
                using var response = await gateway.Http.GetAsync("/health/liveliness");
                Assert.False(process.HasExited, "Another server has the gateway's port.");
                return gateway;
            }
            catch (HttpRequestException)
            {
                Assert.True(i < 1_000 && !process.HasExited, "The gateway did not start.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    /// <summary>Runs the command to its end; gives its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments)
    {
        using var process = Run(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Http.Dispose();
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Http.Dispose();
        _process.Dispose();
    }

    private static Process Run(string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Gateway.Proxy.dll"), .. arguments])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment["LITELLM_MASTER_KEY"] = GatewayServer.MasterKey;
        info.Environment["DATABASE_URL"] = "";

        // A busy build machine must not look like a Redis that is away.
        info.Environment["REDIS_SOCKET_TIMEOUT"] = "10";
        return Process.Start(info)!;
    }
}
