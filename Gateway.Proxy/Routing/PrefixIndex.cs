using System.Collections.Concurrent;

namespace Gateway.Proxy.Routing;

/// <summary>
/// Which deployment last served each prefix block. Two generations bound its memory: when the younger is full it becomes the older,
/// and the older is forgotten; what is still in use moves to the younger again.
/// </summary>
internal sealed class PrefixIndex
{
    // Some 100 bytes an entry: 20 MB at the most.
    private const int GenerationSize = 100_000;

    private ConcurrentDictionary<ulong, string> _young = new();
    private ConcurrentDictionary<ulong, string> _old = new();

    /// <summary>The deployment's id; null: not known.</summary>
    public string? Find(ulong block) =>
        Volatile.Read(ref _young).TryGetValue(block, out var id) || Volatile.Read(ref _old).TryGetValue(block, out id) ? id : null;

    public void Set(ReadOnlySpan<ulong> blocks, string deploymentId)
    {
        var young = Volatile.Read(ref _young);
        foreach (var block in blocks)
        {
            young[block] = deploymentId;
        }

        // Counting a ConcurrentDictionary takes its locks: now and then is enough.
        if (blocks.Length > 0 && (blocks[^1] & 0xFF) == 0 && young.Count > GenerationSize)
        {
            Volatile.Write(ref _old, young);
            Volatile.Write(ref _young, new ConcurrentDictionary<ulong, string>());
        }
    }
}
