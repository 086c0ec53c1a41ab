using System.Buffers;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Caching;

/// <summary>
/// One upstream call that several equal requests wait for. The first of them, the leader, makes the call and writes what
/// comes; the others read along, from the beginning, at their own pace. The call goes on while anybody is left.
/// </summary>
internal sealed class SharedAnswer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly CancellationTokenSource _nobodyLeft = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _participants = 1;

    /// <summary>Cancelled when the last participant has left.</summary>
    public CancellationToken NobodyLeft => _nobodyLeft.Token;

    /// <summary>Set with the first byte; null before that.</summary>
    public string? ContentType { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>The call ended before its first byte: whoever waits has to make a call of its own.</summary>
    public bool HasFailed => IsComplete && ContentType is null;

    public Usage Usage { get; private set; }

    /// <summary>False when the call has just ended: too late to join.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (IsComplete || _participants == 0)
            {
                return false;
            }

            _participants++;
            return true;
        }
    }

    public void Leave()
    {
        bool last;
        lock (_lock)
        {
            last = --_participants == 0;
        }

        if (last)
        {
            _nobodyLeft.Cancel();
        }
    }

    public void Append(string? contentType, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            ContentType ??= contentType ?? "application/json";
            _body.Write(bytes);
            Signal();
        }
    }

    public void Complete(Usage usage)
    {
        lock (_lock)
        {
            Usage = usage;
            IsComplete = true;
            Signal();
        }
    }

    /// <summary>The whole body; to be asked for once the call is complete.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Copies what there is behind <paramref name="position"/>; gives a task that completes with the next change when there is nothing.</summary>
    public int Read(int position, Span<byte> destination, out Task changed)
    {
        lock (_lock)
        {
            changed = _changed.Task;
            var rest = _body.WrittenSpan[position..];
            var count = Math.Min(rest.Length, destination.Length);
            rest[..count].CopyTo(destination);
            return count;
        }
    }

    public void Dispose() => _nobodyLeft.Dispose();

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
