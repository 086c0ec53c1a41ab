using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Configuration;

/// <summary>
/// Reads the config again when it, or a file it includes, has changed: at most about a second after the edit. A config
/// with errors is reported and the old one stays; the next edit is tried again.
/// </summary>
internal sealed partial class ConfigWatcher(ConfigStore store, ConfigFile file, TimeProvider clock, ILogger<ConfigWatcher> logger) : BackgroundService
{
    /// <summary>A change is read when two looks in a row see the same, so that a half-written file is left alone.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _reloading = new();
    private IReadOnlyList<StoredSetting> _stored = [];
    private string? _seen;

    /// <summary>One look at the files. True when they were read again.</summary>
    public bool CheckOnce()
    {
        var contents = file.ChangedContents();
        if (contents is null || contents != _seen)
        {
            _seen = contents;
            return false;
        }

        _seen = null;
        Reload();
        return true;
    }

    /// <summary>Reads the files whether they have changed or not: what they refer to may have.</summary>
    public void ReloadNow() => Reload();

    /// <summary>Lays these settings over the files; reads the files again where they are others than before.</summary>
    public void Use(IReadOnlyList<StoredSetting> stored)
    {
        lock (_reloading)
        {
            if (!stored.Select(Text).SequenceEqual(_stored.Select(Text)))
            {
                _stored = stored;
                ReadAgain();
            }
        }

        static string Text(StoredSetting setting) => $"{setting.Id}: {setting.Value.ToJsonString()}";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (file.Path is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                CheckOnce();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, the next edit must still be seen.
                LogBroken(logger, e);
            }
        }
    }

    private void Reload()
    {
        lock (_reloading)
        {
            ReadAgain();
        }
    }

    private void ReadAgain()
    {
        var result = file.Read(_stored);
        var now = clock.GetUtcNow();
        if (result.Config is not { } config)
        {
            var error = string.Join("; ", result.Errors);
            store.Fail(error, now, result.Errors);
            LogRefused(logger, result.Errors.Count, error);
            return;
        }

        try
        {
            store.Publish(config, now, result.Warnings);
            var groups = config.ModelList.DistinctBy(entry => entry.ModelGroup).Count();
            LogReloaded(logger, file.Path ?? StoredLayer.Source, config.ModelList.Count, groups);
        }
        catch (AggregateException e)
        {
            store.Fail($"the config was read, but a part of the gateway could not take it over: {e.InnerExceptions[0].Message}", now, result.Warnings);
            LogNotTakenOver(logger, e);
        }

        foreach (var warning in result.Warnings)
        {
            LogWarning(logger, warning);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Config reloaded from {File}: {Deployments} deployments in {Groups} model groups.")]
    private static partial void LogReloaded(ILogger logger, string? file, int deployments, int groups);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed config is not used, the one before stays in force; {Count} errors: {Errors}")]
    private static partial void LogRefused(ILogger logger, int count, string errors);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed config was read, but a part of the gateway could not take it over.")]
    private static partial void LogNotTakenOver(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for changes of the config failed; it is tried again.")]
    private static partial void LogBroken(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Finding}")]
    private static partial void LogWarning(ILogger logger, ConfigFinding finding);
}
