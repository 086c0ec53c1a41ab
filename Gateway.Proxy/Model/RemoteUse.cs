using System.Collections.Concurrent;

namespace Gateway.Proxy.Model;

/// <summary>What other replicas have in flight on a deployment, as far as they have said so lately.</summary>
internal sealed class RemoteUse(TimeProvider time)
{
    // Twice what a replica lets pass before it says the same again.
    private static readonly TimeSpan s_forget = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (int InFlight, long At)> _replicas = new(StringComparer.Ordinal);

    public int InFlight
    {
        get
        {
            if (_replicas.IsEmpty)
            {
                return 0;
            }

            var now = time.GetTimestamp();
            var sum = 0;
            foreach (var (replica, said) in _replicas)
            {
                if (time.GetElapsedTime(said.At, now) < s_forget)
                {
                    sum += said.InFlight;
                }
                else
                {
                    _replicas.TryRemove(replica, out _);
                }
            }

            return sum;
        }
    }

    public void Set(string replica, int inFlight)
    {
        if (inFlight == 0)
        {
            _replicas.TryRemove(replica, out _);
        }
        else
        {
            _replicas[replica] = (inFlight, time.GetTimestamp());
        }
    }
}
