using System.IO.Pipelines;
using System.Text;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Telemetry;
using Gateway.Proxy.Telemetry.Exposition;
using Gateway.Tests.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Proxy.Telemetry;

/// <summary>Metrics without a host, and their text.</summary>
internal static class Scrapes
{
    public static GatewayMetrics Metrics(int maxLabelSets = 20_000, TimeProvider? time = null, ILogger<GatewayMetrics>? logger = null) =>
        new(time ?? new ManualTimeProvider(), new GenAiInstruments(), logger ?? NullLogger<GatewayMetrics>.Instance) { MaxLabelSets = maxLabelSets };

    /// <summary>A chat request that took 2 s, answered by one deployment.</summary>
    public static SpendLog Log(string model = "gpt-oss-120b", int status = 200, string? error = null) => new()
    {
        RequestId = "r-1",
        Endpoint = EndpointKind.ChatCompletions,
        Route = "/v1/chat/completions",
        RoutePattern = "/v1/chat/completions",
        KeyHash = "0f2c10bf3d128c719c6bfa4ecbae94b7fceebaea6e4438fef38a90e5acc326f3",
        KeyAlias = "team-a",
        RequestedModel = model,
        ModelGroup = model,
        DeploymentId = "d-1",
        LitellmModel = "openai/" + model,
        UpstreamModel = model,
        Provider = "openai",
        ApiBase = "http://vllm:8000/v1",
        Status = status,
        ErrorType = error,
        Streamed = false,
        Usage = error is null ? new Usage(10, 5) : default,
        Cost = error is null ? 0.25 : 0,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromSeconds(2),
        UpstreamDuration = TimeSpan.FromMilliseconds(1999.5),
        Attempts = 1,
        Fallbacks = 0,
    };

    /// <summary>The samples of what was counted, without the state of deployments and process.</summary>
    public static async Task<string> TextAsync(GatewayMetrics metrics)
    {
        var pipe = new MemoryStream();
        var output = PipeWriter.Create(pipe);
        var writer = new ExpositionWriter(output);
        metrics.Collect();
        foreach (var family in (IEnumerable<IMetricFamily>)[.. metrics.Litellm.All, metrics.Attempts])
        {
            await family.WriteAsync(writer, CancellationToken.None);
        }

        await output.CompleteAsync();
        return Encoding.UTF8.GetString(pipe.ToArray());
    }

    public static async Task<string> StateAsync(ConfigStore config, GatewaySnapshot snapshot, RequestsInFlight requests, TimeProvider time)
    {
        var pipe = new MemoryStream();
        var output = PipeWriter.Create(pipe);
        await new StateMetrics(new SnapshotStore(snapshot), config, requests, time).WriteAsync(new ExpositionWriter(output), CancellationToken.None);
        await output.CompleteAsync();
        return Encoding.UTF8.GetString(pipe.ToArray());
    }

    public static GatewaySnapshot Snapshot(GatewayConfig config, RuntimeState state) =>
        new SnapshotBuilder(state, new RoutingStrategies(new Random(1)), new PriceBook(PriceMap.BuiltIn)).Build(config, "sk-master");

    /// <summary>The sum over all series of one sample name.</summary>
    public static double Sum(string text, string name) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
