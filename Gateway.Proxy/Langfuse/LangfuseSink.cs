using Gateway.Proxy.Configuration;
using Gateway.Proxy.Spend;

namespace Gateway.Proxy.Langfuse;

/// <summary>Tells Langfuse of every request, where the config asks for it; follows changes of the config.</summary>
internal sealed class LangfuseSink(ConfigStore config, ILogger<LangfuseSink> logger) : ISpendLogSink, IDisposable
{
    private readonly Lock _changing = new();
    private volatile LangfuseConnection? _connection;
    private long _failed;

    /// <summary>Requests that Langfuse was not told of, since the start.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>It is asked for now.</summary>
    public bool IsOn => config.Current.LitellmSettings.Langfuse is not null;

    public void Record(SpendLog log)
    {
        if (config.Current.LitellmSettings.Langfuse is { } settings && (log.ErrorType is null ? settings.Successes : settings.Failures))
        {
            Connection(settings).Send(log);
        }
    }

    /// <summary>Sends what waits, for a few seconds at most.</summary>
    public void Dispose() => _connection?.Dispose();

    private LangfuseConnection Connection(LangfuseSettings settings)
    {
        if (_connection is { } connection && connection.Settings == settings)
        {
            return connection;
        }

        lock (_changing)
        {
            if (_connection is { } old)
            {
                if (old.Settings == settings)
                {
                    return old;
                }

                // What waits is sent on the way, which may take a while.
                _ = Task.Run(old.Dispose);
            }

            return _connection = new LangfuseConnection(settings, count => Interlocked.Add(ref _failed, count), logger);
        }
    }
}
