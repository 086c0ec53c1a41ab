using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Routing;

namespace Gateway.Proxy.Health;

/// <summary>
/// Reads <c>/metrics</c> of the model servers once a second while a group is routed by queue depth, or somebody looks at the fleet. A server that does not answer,
/// or is no vLLM, has no stats, and is judged by this gateway's own count.
/// </summary>
internal sealed partial class EngineStatsScraper(
    SnapshotStore snapshots, UpstreamClient upstream, TimeProvider time, ILogger<EngineStatsScraper> logger) : BackgroundService
{
    private const int AtOnce = 32;
    private const int LargestText = 4 * 1024 * 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan s_watching = TimeSpan.FromSeconds(15);

    private long _watchedAt = long.MinValue;

    /// <summary>Somebody looks: for a while every server is asked.</summary>
    public void Watch() => Volatile.Write(ref _watchedAt, time.GetTimestamp());

    /// <summary>One round over every deployment that is routed by its queue, or looked at.</summary>
    public Task ScrapeAsync(CancellationToken cancellationToken)
    {
        var watchedAt = Volatile.Read(ref _watchedAt);
        var watched = watchedAt != long.MinValue && time.GetElapsedTime(watchedAt) < s_watching;
        var groups = snapshots.Current.Groups.ToLookup(group => watched || group.Strategy is QueueDepthStrategy);
        foreach (var deployment in groups[false].SelectMany(group => group.Deployments))
        {
            // What nobody asks for any more would only grow old.
            deployment.State.EngineStats = null;
        }

        var deployments = groups[true].SelectMany(group => group.Deployments);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(deployments, options, async (deployment, cancel) => await ScrapeAsync(deployment, cancel));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAtOnceAsync(s_interval, time, ScrapeAsync, stoppingToken);

    private async Task ScrapeAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var before = deployment.State.EngineStats;
        using var limit = new CancellationTokenSource(s_limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(deployment.Root, "metrics"));
            using var response = await upstream.Invoker.SendAsync(request, linked.Token);
            using var text = response.IsSuccessStatusCode ? await BufferedAnswer.ReadAsync(response.Content, LargestText, linked.Token) : null;
            deployment.State.EngineStats = text is null ? null : EngineStatsReader.Read(text.Bytes.Span, deployment.State.InFlight);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            deployment.State.EngineStats = null;
        }

        if (before is not null && deployment.State.EngineStats is null)
        {
            LogLost(deployment.Id, deployment.ApiBase);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deployment {DeploymentId} ({ApiBase}) gives no engine stats any more; its load is judged by this gateway's own count")]
    private partial void LogLost(string deploymentId, string apiBase);
}
