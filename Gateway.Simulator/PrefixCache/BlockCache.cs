namespace Gateway.Simulator.PrefixCache;

/// <summary>
/// The prefix cache: which blocks of tokens have been computed before. A block is known by a hash over itself and
/// everything before it, so that equal blocks count only behind equal beginnings. The least recently used go first.
/// </summary>
internal sealed class BlockCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _blocks = [];
    private readonly LinkedList<ulong> _recency = new();

    /// <summary>How many of the leading blocks were there to reuse; afterwards all of them are.</summary>
    public int Touch(BlockChain chain)
    {
        lock (_gate)
        {
            var hits = 0;
            while (hits < chain.Reusable && _blocks.ContainsKey(chain.Hashes[hits]))
            {
                hits++;
            }

            // Last block first, so that the beginning of the prompt is the most recent: it is what others share.
            for (var i = chain.Hashes.Length - 1; i >= 0; i--)
            {
                Use(chain.Hashes[i]);
            }

            return hits;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _blocks.Clear();
            _recency.Clear();
        }
    }

    private void Use(ulong block)
    {
        if (_blocks.TryGetValue(block, out var node))
        {
            _recency.Remove(node);
            _recency.AddFirst(node);
            return;
        }

        if (_blocks.Count == capacity)
        {
            _blocks.Remove(_recency.Last!.Value);
            _recency.RemoveLast();
        }

        _blocks.Add(block, _recency.AddFirst(block));
    }
}
