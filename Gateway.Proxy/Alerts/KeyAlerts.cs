using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Alerts;

/// <summary>Tells, once a minute, of keys that end within a day and of keys whose holders have to take the next one. Each is told once a process.</summary>
internal sealed class KeyAlerts(AlertQueue alerts, KeyDirectory directory, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_ahead = TimeSpan.FromDays(1);

    private readonly HashSet<(KeyHash Key, DateTimeOffset At)> _told = [];

    /// <summary>One look.</summary>
    public void Look()
    {
        if (!alerts.Wants(AlertKind.KeyEnds))
        {
            return;
        }

        _told.RemoveWhere(told => directory.Find(told.Key) is null);
        var now = time.GetUtcNow();
        foreach (var key in directory.Keys.Where(key => !key.Blocked))
        {
            if (key.RotationDue is { } due && now >= due && now < key.Expires && _told.Add((key.Hash, due)))
            {
                alerts.Add(new(AlertKind.KeyRotationDue, key.HashText, $"{Name(key)} has to be rotated until {key.Expires:u}: its holder takes the new one with POST /key/rotate."));
            }

            if (key.Expires is { } end && now < end && end - now <= s_ahead && _told.Add((key.Hash, end)))
            {
                alerts.Add(new(AlertKind.KeyEnds, key.HashText, $"{Name(key)} ends at {end:u}."));
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(s_interval, time, Look, stoppingToken);

    private static string Name(VirtualKey key) =>
        $"The key {key.Alias ?? key.HashText[..12]}" + (key.TeamId is { } team ? $" of team {team}" : key.UserId is { } user ? $" of user {user}" : "");
}
