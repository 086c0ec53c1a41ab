using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Gateway.Tests.Admin;

/// <summary>What this process's gateways were asked for, and how long each answer took, from ASP.NET Core's own metric.</summary>
internal sealed class ServerCalls : IDisposable
{
    // Other tests have the site behind their gateways, and an open page's socket lasts as long as the page.
    private const string Site = "/ui/{**page}";

    private readonly ConcurrentQueue<(string Route, double Milliseconds)> _calls = new();
    private readonly MeterListener _listener = new();

    public ServerCalls()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "http.server.request.duration", Meter.Name: "Microsoft.AspNetCore.Hosting" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.route" && value is string route && route != Site)
                {
                    _calls.Enqueue((route, seconds * 1000));
                }
            }
        });
        _listener.Start();
    }

    public void Clear() => _calls.Clear();

    public (string Route, double Milliseconds) Slowest() => _calls.DefaultIfEmpty().MaxBy(call => call.Milliseconds);

    public void Dispose() => _listener.Dispose();
}
