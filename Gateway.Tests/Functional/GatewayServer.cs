using System.Net.Http.Headers;
using System.Text;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Redis;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Functional;

/// <summary>
/// The real gateway on a real port, from the YAML that a user would write:
/// <code>
/// await using var gateway = await GatewayServer.StartAsync($"""
///     model_list:
///       - model_name: m
///         litellm_params: {{ model: openai/m, api_base: {engine.Address}v1 }}
///     """);
/// </code>
/// </summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public const string MasterKey = "sk-master-key-of-the-tests";

    private readonly WebApplication _app;
    private readonly string _directory;

    private GatewayServer(WebApplication app, string directory, SpendLogList spendLogs)
    {
        _app = app;
        _directory = directory;
        SpendLogs = spendLogs;
        Address = new Uri(app.Urls.Single());
        Http = NewClient(MasterKey);
    }

    public Uri Address { get; }

    /// <summary>Sends the master key.</summary>
    public HttpClient Http { get; }

    /// <summary>Every spend log so far, in the order in which requests ended.</summary>
    public SpendLogList SpendLogs { get; }

    public IServiceProvider Services => _app.Services;

    public string ConfigPath => Path.Combine(_directory, "config.yaml");

    public static async Task<GatewayServer> StartAsync(string yaml, TimeProvider? time = null, string? databaseUrl = null, ILoggerProvider? logs = null, string? saltKey = null, IReadOnlyList<string>? hostArguments = null, string? dataDirectory = null, string? filesDirectory = null, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        var directory = Directory.CreateTempSubdirectory("gateway-test-").FullName;
        var path = Path.Combine(directory, "config.yaml");
        await File.WriteAllTextAsync(path, yaml);
        var file = new ConfigFile(path, _ => null);
        var result = file.Read([]);
        Assert.Empty(result.Errors);

        var options = new GatewayOptions { ConfigPath = path, Urls = "http://127.0.0.1:0", DataDirectory = dataDirectory ?? directory, FilesDirectory = filesDirectory, DrainTime = TimeSpan.FromSeconds(1), DatabaseUrl = databaseUrl, SaltKey = saltKey, HostArguments = hostArguments ?? [] };
        options = change?.Invoke(options) ?? options;
        var spendLogs = new SpendLogList();
        var app = GatewayApp.Build(new GatewaySetup(options, file, result.Config!, MasterKey), builder =>
        {
            builder.Logging.ClearProviders();
            if (logs is not null)
            {
                builder.Logging.AddProvider(logs);
            }

            builder.Services.AddSingleton<ISpendLogSink>(spendLogs);

            // A busy build machine must not look like a Redis that is away.
            builder.Services.Replace(ServiceDescriptor.Singleton(new RedisTiming(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2))));
            if (time is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(time));
            }
        });
        await app.StartAsync();
        return new GatewayServer(app, directory, spendLogs);
    }

    public HttpClient NewClient(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>The state of the only deployment whose group has this name, or of the first of them.</summary>
    public DeploymentState State(string group) => Group(group).Deployments[0].State;

    public ModelGroup Group(string name) => Services.GetRequiredService<SnapshotStore>().Current.GroupsByName[name];

    public Task<HttpResponseMessage> ChatAsync(string model, string more = "", HttpClient? client = null, CancellationToken cancellationToken = default) =>
        PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]{{more}}}""", client, cancellationToken);

    /// <summary>Completes when the answer's headers are there; its body is still to be read.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, HttpClient? client = null, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return (client ?? Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Requests in the pipeline.</summary>
    public int InFlight => Services.GetRequiredService<RequestsInFlight>().Count;

    /// <summary>Completes when no request is in the pipeline any more; fails after ten seconds.</summary>
    public Task WhenIdleAsync() => WhenAsync(() => InFlight == 0);

    /// <summary>Completes when the condition holds; fails after ten seconds.</summary>
    public async Task WhenAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 1_000, $"It never came about; {InFlight} requests are in the pipeline.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
