namespace Gateway.Proxy.Model;

/// <summary>What other replicas have in flight on a deployment, as far as they have said so lately.</summary>
internal sealed class RemoteUse(TimeProvider time)
{
    // Twice what a replica lets pass before it says the same again.
    private static readonly TimeSpan s_forget = TimeSpan.FromSeconds(2);

    private readonly Lock _writing = new();

    // Replaced as a whole: every routing decision reads it, and a handful of replicas write once a second.
    private volatile Said[] _said = [];

    public int InFlight
    {
        get
        {
            var said = _said;
            if (said.Length == 0)
            {
                return 0;
            }

            var now = time.GetTimestamp();
            var sum = 0;
            foreach (var one in said)
            {
                sum += IsFresh(one, now) ? one.InFlight : 0;
            }

            return sum;
        }
    }

    public void Set(string replica, int inFlight)
    {
        lock (_writing)
        {
            var now = time.GetTimestamp();
            var others = _said.Where(one => one.Replica != replica && IsFresh(one, now));
            _said = [.. inFlight == 0 ? others : others.Append(new Said(replica, inFlight, now))];
        }
    }

    private bool IsFresh(Said said, long now) => time.GetElapsedTime(said.At, now) < s_forget;

    private readonly record struct Said(string Replica, int InFlight, long At);
}
