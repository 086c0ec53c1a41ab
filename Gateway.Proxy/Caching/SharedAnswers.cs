using System.Buffers;
using System.Collections.Concurrent;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>The upstream calls under way, by cache key, so that equal requests share one.</summary>
internal sealed class SharedAnswers
{
    private const int ReadSize = 16 * 1024;

    private readonly ConcurrentDictionary<string, SharedAnswer> _calls = new(StringComparer.Ordinal);
    private int _followers;

    /// <summary>Requests that read along with a call of another one.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>Joins the call for this key, or begins one: then <paramref name="isLeader"/> is true, and the caller must <see cref="End"/> it.</summary>
    public SharedAnswer JoinOrBegin(string key, out bool isLeader)
    {
        while (true)
        {
            if (_calls.TryGetValue(key, out var call))
            {
                if (call.TryJoin())
                {
                    isLeader = false;
                    return call;
                }

                _calls.TryRemove(KeyValuePair.Create(key, call));
                continue;
            }

            call = new SharedAnswer();
            if (_calls.TryAdd(key, call))
            {
                isLeader = true;
                return call;
            }

            call.Dispose();
        }
    }

    public void End(string key, SharedAnswer call) => _calls.TryRemove(KeyValuePair.Create(key, call));

    /// <summary>Relays a call that somebody else leads. False: it failed before its first byte, and nothing was written.</summary>
    public async Task<bool> FollowAsync(InferenceContext context, SharedAnswer call, Action begin)
    {
        var gone = context.Http.RequestAborted;
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        Interlocked.Increment(ref _followers);
        try
        {
            var position = 0;
            while (true)
            {
                var complete = call.IsComplete;
                var count = call.Read(position, buffer, out var changed);
                if (count > 0)
                {
                    if (position == 0)
                    {
                        begin();
                    }

                    await context.Http.Response.Body.WriteAsync(buffer.AsMemory(0, count), gone);
                    position += count;
                }
                else if (complete)
                {
                    return !call.HasFailed;
                }
                else
                {
                    await changed.WaitAsync(gone);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
