using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Metrics;
using Gateway.Simulator.Pacing;
using Gateway.Simulator.PrefixCache;

namespace Gateway.Simulator.Engine;

/// <summary>
/// One simulated vLLM server: its settings, its state and the switches that tests and /admin/config turn.
/// Settings are immutable; timing and faults are replaced as wholes while requests run.
/// </summary>
internal sealed class SimulatedEngine
{
    private readonly ConditionWaiters _waiters = new();
    private readonly RequestLog _requests;
    private volatile FaultState _faults;
    private volatile EngineTiming _timing;
    private volatile EngineMetrics _metrics;
    private long _startedAt;
    private SwitchableListener? _listener;

    public SimulatedEngine(EngineSettings settings, TickWheel wheel)
    {
        Settings = settings;
        Wheel = wheel;
        Counters = new EngineCounters(_waiters.Changed);
        Admission = new AdmissionQueue(settings, Counters);
        PrefixCache = new BlockCache(settings.NumGpuBlocks);
        _requests = new RequestLog(settings.KeepRequests);
        _metrics = new EngineMetrics(settings);
        _timing = settings.Timing;
        _faults = new FaultState(new EngineFaults([.. settings.Faults]), settings.Seed, Time);
        _startedAt = Time.GetTimestamp();
    }

    public string Name => Settings.Name;

    public EngineSettings Settings { get; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:41235</c>; stays the same over a stop and start.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public EngineCounters Counters { get; }

    /// <summary>The last inference requests, newest last.</summary>
    public IReadOnlyList<ReceivedRequest> LastRequests => _requests.Snapshot();

    /// <summary>The newest inference request; fails when there was none.</summary>
    public ReceivedRequest LastRequest => LastRequests[^1];

    /// <summary>What goes wrong from now on. Setting it ends the hangs of the faults before.</summary>
    public EngineFaults Faults
    {
        get => _faults.Faults;
        set
        {
            var before = _faults;
            _faults = new FaultState(value, Settings.Seed, Time);
            before.Replace();
        }
    }

    /// <summary>Holds for requests that begin after it was set.</summary>
    public EngineTiming Timing
    {
        get => _timing;
        set => _timing = value;
    }

    internal TickWheel Wheel { get; }

    internal TimeProvider Time => Wheel.Time;

    internal FaultState FaultState => _faults;

    internal EngineMetrics Metrics => _metrics;

    internal AdmissionQueue Admission { get; }

    internal BlockCache PrefixCache { get; }

    internal OpenConnections Connections { get; } = new();

    internal bool IsStarting =>
        _faults.IsStarting || Time.GetElapsedTime(Interlocked.Read(ref _startedAt)).TotalMilliseconds < Settings.StartupDelayMs;

    /// <summary>All names that a request may give as model.</summary>
    internal bool Serves(string model) =>
        model == Settings.Model || Settings.Aliases.Contains(model) || Settings.LoraAdapters.Contains(model);

    /// <summary>Completes as soon as the condition holds; it is looked at whenever a counter changes.</summary>
    public Task WaitUntilAsync(Func<EngineCounters, bool> condition, TimeSpan? timeout = null) =>
        _waiters.WaitAsync(() => condition(Counters)).WaitAsync(timeout ?? TimeSpan.FromSeconds(10));

    /// <summary>Dies as a killed process does: the port refuses, open connections are reset, memory is lost.</summary>
    public async Task StopAsync()
    {
        await _listener!.SuspendAsync();
        Connections.ResetAll();
        await WaitUntilAsync(counters => counters is { Running: 0, Waiting: 0 });
    }

    /// <summary>Comes back on the same port with an empty cache and fresh metrics.</summary>
    public async Task StartAsync()
    {
        PrefixCache.Clear();
        _metrics = new EngineMetrics(Settings);
        Interlocked.Exchange(ref _startedAt, Time.GetTimestamp());
        Connections.Admit();
        await _listener!.ResumeAsync();
    }

    internal void Listening(SwitchableListener listener, Uri address)
    {
        _listener = listener;
        Address = address;
    }

    internal void Record(HttpContext context, byte[] body)
    {
        _requests.Add(context, body);
        Counters.CountReceived();
    }
}
