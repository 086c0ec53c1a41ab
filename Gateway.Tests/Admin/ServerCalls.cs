using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Tests.Admin;

/// <summary>What the gateway on a port was asked for, and how long each answer took, from its own spans.</summary>
internal sealed class ServerCalls : IDisposable
{
    private readonly ConcurrentQueue<(string Path, TimeSpan Duration)> _calls = new();
    private readonly ActivityListener _listener;

    public ServerCalls(int port)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("server.port") is int at && at == port)
                {
                    _calls.Enqueue(((string?)activity.GetTagItem("url.path") ?? "", activity.Duration));
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Clear() => _calls.Clear();

    public (string Path, TimeSpan Duration) Slowest() => _calls.MaxBy(call => call.Duration);

    public void Dispose() => _listener.Dispose();
}
