using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Admin;

/// <summary>What one gateway was asked for, and how long each answer took, from ASP.NET Core's own metric.</summary>
internal sealed class ServerCalls : IDisposable
{
    private readonly ConcurrentQueue<(string Route, double Milliseconds)> _calls = new();
    private readonly MeterListener _listener = new();

    /// <param name="gateway">Its services: the gateways of other tests run in the same process.</param>
    public ServerCalls(IServiceProvider gateway)
    {
        var meters = gateway.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "http.server.request.duration", Meter.Name: "Microsoft.AspNetCore.Hosting" } && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.route" && value is string route)
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
