namespace Gateway.Proxy.Configuration;

/// <summary>
/// Holds the config in force. Whoever derives something from it subscribes to <see cref="Changed"/>; a request reads
/// <see cref="Current"/> once.
/// </summary>
internal sealed class ConfigStore(GatewayConfig initial)
{
    private readonly Lock _publishing = new();
    private volatile GatewayConfig _current = initial;
    private volatile ConfigReload? _lastReload;
    private long _reloads;
    private long _reloadFailures;

    /// <summary>Called after <see cref="Current"/> has changed, for one change at a time, on the watcher's thread.</summary>
    public event Action<GatewayConfig>? Changed;

    public GatewayConfig Current => _current;

    /// <summary>Null until the file has changed for the first time.</summary>
    public ConfigReload? LastReload => _lastReload;

    public long Reloads => Interlocked.Read(ref _reloads);

    public long ReloadFailures => Interlocked.Read(ref _reloadFailures);

    /// <summary>Puts a config in force. What a subscriber throws comes back after all of them were called.</summary>
    public void Publish(GatewayConfig config, DateTimeOffset time, IReadOnlyList<ConfigFinding> warnings)
    {
        lock (_publishing)
        {
            _current = config;
            _lastReload = new(time, null, warnings);
            Interlocked.Increment(ref _reloads);
            List<Exception> failures = [];
            foreach (var subscriber in Changed?.GetInvocationList() ?? [])
            {
                try
                {
                    ((Action<GatewayConfig>)subscriber)(config);
                }
                catch (Exception e)
                {
                    failures.Add(e);
                }
            }

            if (failures.Count > 0)
            {
                throw new AggregateException(failures);
            }
        }
    }

    /// <summary>Notes that a changed config could not be used; the current one stays.</summary>
    public void Fail(string error, DateTimeOffset time, IReadOnlyList<ConfigFinding> findings)
    {
        _lastReload = new(time, error, findings);
        Interlocked.Increment(ref _reloadFailures);
    }
}
