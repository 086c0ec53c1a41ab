using Gateway.Proxy.Configuration;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxy.Configuration;

public sealed class ConfigWatcherTests : IDisposable
{
    private const string One = "model_list: [{model_name: one, litellm_params: {model: openai/one}}]\n";
    private const string Two = "model_list: [{model_name: two, litellm_params: {model: openai/two}}]\n";
    private const string Broken = "model_list: [{model_name: two, litellm_params: {model: openai/two, rpm: lots}}]\n";

    private readonly ConfigFolder _folder = new();
    private readonly ListLogger<ConfigWatcher> _log = new();
    private readonly ManualClock _clock = new();
    private ConfigStore _store = null!;
    private ConfigWatcher _watcher = null!;

    public void Dispose()
    {
        _watcher?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Untouched_file_is_not_read_again()
    {
        Start(One);

        Assert.False(_watcher.CheckOnce());
        Assert.False(_watcher.CheckOnce());
        Assert.Null(_store.LastReload);
    }

    [Fact]
    public void Edit_takes_effect_at_the_second_look_and_tells_subscribers()
    {
        Start(One);
        var told = new List<GatewayConfig>();
        _store.Changed += told.Add;
        _folder.Write("config.yaml", Two);

        Assert.False(_watcher.CheckOnce());
        Assert.True(_watcher.CheckOnce());
        Assert.False(_watcher.CheckOnce());

        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
        Assert.Same(_store.Current, Assert.Single(told));
        Assert.Equal((true, _clock.GetUtcNow()), (_store.LastReload!.Succeeded, _store.LastReload.Time));
        Assert.Equal((1, 0), (_store.Reloads, _store.ReloadFailures));
        Assert.Contains("1 deployments in 1 model groups", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_still_being_written_is_left_alone()
    {
        Start(One);

        _folder.Write("config.yaml", Two[..30]);
        Assert.False(_watcher.CheckOnce());
        _folder.Write("config.yaml", Two);
        Assert.False(_watcher.CheckOnce());
        Assert.True(_watcher.CheckOnce());

        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
        Assert.Equal(0, _store.ReloadFailures);
    }

    [Fact]
    public void Bad_edit_keeps_the_old_config_and_is_reported_once_until_the_next_edit()
    {
        Start(One);
        Edit(Broken);
        Assert.False(_watcher.CheckOnce());
        Assert.False(_watcher.CheckOnce());

        Assert.Equal("one", _store.Current.ModelList.Single().ModelName);
        Assert.Equal(1, _store.ReloadFailures);
        Assert.False(_store.LastReload!.Succeeded);
        Assert.EndsWith(":1: model_list[0].litellm_params.rpm: found 'lots'; valid is a whole number, 0 or more", _store.LastReload.Error, StringComparison.Ordinal);
        var line = Assert.Single(_log.Lines);
        Assert.StartsWith("Error: The changed config is not used, the one before stays in force; 1 errors: ", line, StringComparison.Ordinal);

        Edit(Two);
        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
        Assert.True(_store.LastReload!.Succeeded);
        Assert.Equal(1, _store.ReloadFailures);
    }

    [Fact]
    public void Bad_edit_that_is_taken_back_is_read_again()
    {
        Start(One);
        Edit(Broken);
        Edit(One);

        Assert.True(_store.LastReload!.Succeeded);
    }

    [Fact]
    public void File_that_goes_away_keeps_the_old_config_and_is_read_when_it_is_back()
    {
        Start(One);
        File.Delete(_folder.Config);
        Look();
        Assert.Equal("one", _store.Current.ModelList.Single().ModelName);
        Assert.EndsWith("no such file", _store.LastReload!.Error, StringComparison.Ordinal);

        Edit(Two);
        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
    }

    [Fact]
    public void File_replaced_by_rename_is_seen()
    {
        Start(One);
        _folder.Write("config.yaml~", Two);
        File.Move(_folder.PathOf("config.yaml~"), _folder.Config, overwrite: true);
        Look();

        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
    }

    [Fact]
    public void Edit_of_the_same_length_and_time_is_seen()
    {
        Start(One);
        var time = File.GetLastWriteTimeUtc(_folder.Config);
        _folder.Write("config.yaml", Two);
        File.SetLastWriteTimeUtc(_folder.Config, time);
        Look();

        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
    }

    // config.yaml → ..data/config.yaml, and ..data → ..2026_01; an update moves ..data to a new folder.
    [Fact]
    public void Swap_of_a_config_map_is_seen()
    {
        foreach (var (folder, text) in new[] { ("..2026_01", One), ("..2026_02", Two) })
        {
            Directory.CreateDirectory(_folder.PathOf(folder));
            _folder.Write(Path.Combine(folder, "config.yaml"), text);
        }

        Directory.CreateSymbolicLink(_folder.PathOf("..data"), "..2026_01");
        File.CreateSymbolicLink(_folder.Config, "..data/config.yaml");
        Start();
        Assert.Equal("one", _store.Current.ModelList.Single().ModelName);

        Directory.CreateSymbolicLink(_folder.PathOf("..data_tmp"), "..2026_02");
        Directory.Delete(_folder.PathOf("..data"));
        Directory.Move(_folder.PathOf("..data_tmp"), _folder.PathOf("..data"));
        Look();

        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);
    }

    [Fact]
    public void Edit_of_an_included_file_is_seen_also_when_it_was_missing()
    {
        _folder.Write("models.yaml", One);
        Start("include: [models.yaml]\n");
        _folder.Write("models.yaml", Two);
        Look();
        Assert.Equal("two", _store.Current.ModelList.Single().ModelName);

        File.Delete(_folder.PathOf("models.yaml"));
        Look();
        Assert.Equal(1, _store.ReloadFailures);
        _folder.Write("models.yaml", One);
        Look();
        Assert.Equal("one", _store.Current.ModelList.Single().ModelName);
    }

    [Fact]
    public void Subscriber_that_fails_stops_neither_the_others_nor_the_watcher()
    {
        Start(One);
        var told = 0;
        _store.Changed += _ => throw new InvalidOperationException("no room");
        _store.Changed += _ => told++;
        Edit(Two);

        Assert.Equal(1, told);
        Assert.Equal(1, _store.ReloadFailures);
        Assert.Contains("no room", _store.LastReload!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_watcher_looks_twice_a_second()
    {
        Start(One);
        var changed = new TaskCompletionSource<GatewayConfig>(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Changed += changed.SetResult;
        await _watcher.StartAsync(default);
        _folder.Write("config.yaml", Two);

        Assert.True(ConfigWatcher.Interval * 2 < TimeSpan.FromSeconds(2));
        while (!changed.Task.IsCompleted)
        {
            _clock.Tick();
            await Task.Yield();
        }

        Assert.Equal("two", (await changed.Task).ModelList.Single().ModelName);
        await _watcher.StopAsync(default);
    }

    [Fact]
    public void Without_a_file_there_is_an_empty_config_and_nothing_to_watch()
    {
        var file = new ConfigFile(null, _ => null);
        var result = file.Read([]);

        Assert.Empty(result.Config!.ModelList);
        Assert.Single(result.Warnings);
        Assert.Null(file.ChangedContents());
    }

    private void Start(string? text = null)
    {
        if (text is not null)
        {
            _folder.Write("config.yaml", text);
        }

        var file = new ConfigFile(_folder.Config, _ => null);
        _store = new(file.Read([]).Config!);
        _watcher = new(_store, file, _clock, _log);
    }

    private void Edit(string text)
    {
        _folder.Write("config.yaml", text);
        Look();
    }

    private void Look()
    {
        Assert.False(_watcher.CheckOnce());
        Assert.True(_watcher.CheckOnce());
    }

    private sealed class ListLogger<T> : ILogger<T>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }

    /// <summary>Stands still; its timers fire when told to.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_timers)
            {
                _timers.Add((callback, state));
            }

            return new Handle();
        }

        public void Tick()
        {
            lock (_timers)
            {
                _timers.ForEach(timer => timer.Callback(timer.State));
            }
        }

        private sealed class Handle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
