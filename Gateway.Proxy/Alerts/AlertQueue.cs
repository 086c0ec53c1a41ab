using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Alerts;

/// <summary>
/// Takes alerts without ever making anybody wait. The same thing about the same subject is said once in <see cref="Window"/>; what
/// does not fit into the queue is dropped and counted.
/// </summary>
internal sealed class AlertQueue(ConfigStore config, TimeProvider time)
{
    /// <summary>How long a repetition is not said again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int Longest = 256;
    private const int MostRemembered = 4_096;

    private readonly Channel<Alert> _alerts = Channel.CreateBounded<Alert>(Longest);
    private readonly ConcurrentDictionary<(AlertKind, string), long> _said = new();
    private long _dropped;

    /// <summary>Alerts that found the queue full, since the start.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public ChannelReader<Alert> Alerts => _alerts.Reader;

    /// <summary>Whether anybody is told of such things: what is asked before a text is written.</summary>
    public bool Wants(AlertKind kind) => config.Current.GeneralSettings.Alerts.Wants(kind);

    public void Add(Alert alert)
    {
        if (!Wants(alert.Kind) || !IsNews(alert))
        {
            return;
        }

        if (!_alerts.Writer.TryWrite(alert))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private bool IsNews(Alert alert)
    {
        if (alert.Kind is AlertKind.Test)
        {
            return true;
        }

        if (_said.Count >= MostRemembered)
        {
            _said.Clear();
        }

        var now = time.GetTimestamp();
        var key = (alert.Kind, alert.Subject);
        if (_said.TryGetValue(key, out var last) && time.GetElapsedTime(last, now) < Window)
        {
            return false;
        }

        _said[key] = now;

        // What is over may begin again.
        _ = alert.Kind switch
        {
            AlertKind.DatabaseBack => _said.TryRemove((AlertKind.DatabaseAway, alert.Subject), out _),
            AlertKind.RedisBack => _said.TryRemove((AlertKind.RedisAway, alert.Subject), out _),
            AlertKind.DatabaseAway => _said.TryRemove((AlertKind.DatabaseBack, alert.Subject), out _),
            AlertKind.RedisAway => _said.TryRemove((AlertKind.RedisBack, alert.Subject), out _),
            _ => false,
        };
        return true;
    }
}
