using System.Collections.Concurrent;

namespace Gateway.Simulator.Engine;

/// <summary>What the engine has seen since the process began. Survives a stop and start of the engine, unlike its metrics.</summary>
internal sealed class EngineCounters
{
    private readonly ConcurrentDictionary<string, long> _byPath = new(StringComparer.Ordinal);
    private readonly Action _changed;
    private long _received;
    private long _running;
    private long _waiting;
    private long _finished;
    private long _aborted;
    private long _failed;

    public EngineCounters(Action changed) => _changed = changed;

    /// <summary>Inference requests whose body has been read.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Generations that hold a place in the batch.</summary>
    public long Running => Interlocked.Read(ref _running);

    /// <summary>Generations in the queue.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Generations that came to an end of their own.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Generations that ended because the client went away.</summary>
    public long Aborted => Interlocked.Read(ref _aborted);

    /// <summary>Generations that an injected fault ended.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Requests by path, e.g. <c>/v1/chat/completions</c>, unknown paths too.</summary>
    public IReadOnlyDictionary<string, long> ByPath => _byPath;

    public long Of(string path) => _byPath.GetValueOrDefault(path);

    internal void CountPath(string path) => _byPath.AddOrUpdate(path, 1, static (_, count) => count + 1);

    internal void CountReceived() => Change(ref _received, 1);

    internal void CountRunning(int by) => Change(ref _running, by);

    internal void CountWaiting(int by) => Change(ref _waiting, by);

    internal void CountFinished() => Change(ref _finished, 1);

    internal void CountAborted() => Change(ref _aborted, 1);

    internal void CountFailed() => Change(ref _failed, 1);

    private void Change(ref long counter, int by)
    {
        Interlocked.Add(ref counter, by);
        _changed();
    }
}
