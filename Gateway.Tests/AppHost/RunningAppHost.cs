using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Gateway.Tests.Scripts;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.AppHost;

/// <summary>The application as <c>dotnet run --project Gateway.AppHost</c> starts it, with simulated model servers, once for all tests of the class.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    public const string MasterKey = "sk-of-the-test";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public DistributedApplication App { get; private set; } = null!;

    internal TraceReceiver Traces { get; private set; } = null!;

    public Uri Gateway => App.GetEndpoint("proxy", "http");

    public async Task InitializeAsync()
    {
        Traces = await TraceReceiver.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Gateway_AppHost>(["--data-dir", _folder.Path, $"--Parameters:litellm-master-key={MasterKey}"]);
        foreach (var resource in builder.Resources.OfType<IResourceWithEnvironment>())
        {
            resource.Annotations.Add(new EnvironmentCallbackAnnotation(variables =>
            {
                variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = Traces.Address.ToString();
                variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                variables["OTEL_BSP_SCHEDULE_DELAY"] = "100";
            }));
        }

        App = await builder.BuildAsync();
        await App.StartAsync();
        await HealthyAsync("admin");
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Traces.DisposeAsync();
        _folder.Dispose();
    }

    public Task HealthyAsync(string resource) => App.Services.GetRequiredService<ResourceNotificationService>().WaitForResourceHealthyAsync(resource).WaitAsync(s_patience);

    /// <summary>A command of the dashboard's menu.</summary>
    public Task<ExecuteCommandResult> CommandAsync(string resource, string command) =>
        App.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command).WaitAsync(s_patience);
}
