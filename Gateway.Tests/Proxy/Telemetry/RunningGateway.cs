using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxy.Telemetry;

/// <summary>The real app on a free port, with a config of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    public const string MasterKey = "sk-master";

    private readonly WebApplication _app;

    private RunningGateway(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public static async Task<RunningGateway> StartAsync(string yaml, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-test-").FullName;
        var path = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(path, yaml);
        var file = new ConfigFile(path, static _ => null);
        var result = file.Read([]);
        Assert.Empty(result.Errors);
        var options = new GatewayOptions
        {
            ConfigPath = path,
            Urls = "http://127.0.0.1:0",
            DataDirectory = folder,
            LogLevel = LogLevel.Warning,
        };
        var app = GatewayApp.Build(new GatewaySetup(change?.Invoke(options) ?? options, file, result.Config!, MasterKey));
        await app.StartAsync();
        return new RunningGateway(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
