using System.Numerics;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>
/// Which answers of the response cache belong to prompts of which meaning: a vector of length 1 for each, compared one by one within a
/// space. Bounded by bytes; the oldest go first. The answers themselves are in the <see cref="IAnswerStore"/>.
/// </summary>
internal sealed class SemanticIndex(TimeProvider time)
{
    private const long MostBytes = 64L * 1024 * 1024;

    // Strings, list places and bookkeeping.
    private const int EntryOverhead = 512;

    private readonly Dictionary<string, List<SemanticEntry>> _spaces = new(StringComparer.Ordinal);
    private readonly Queue<SemanticEntry> _byAge = new();
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>The closest prompt of the space that is at least so close; null: none.</summary>
    public (SemanticEntry Entry, double Similarity)? Find(string space, float[] vector, double threshold)
    {
        SemanticEntry[] candidates;
        lock (_lock)
        {
            candidates = _spaces.TryGetValue(space, out var entries) ? [.. entries] : [];
        }

        var now = time.GetUtcNow();
        (SemanticEntry, double)? best = null;
        var least = threshold;
        foreach (var entry in candidates)
        {
            // Vectors of another model have other dimensions.
            if (entry.ExpiresAt > now && entry.Vector.Length == vector.Length && Dot(entry.Vector, vector) is var similarity && similarity >= least)
            {
                (best, least) = ((entry, similarity), similarity);
            }
        }

        return best;
    }

    /// <summary>An answer under the same key is put in the place of the one before.</summary>
    public void Add(SemanticEntry entry)
    {
        lock (_lock)
        {
            var entries = _spaces.TryGetValue(entry.Space, out var known) ? known : _spaces[entry.Space] = [];
            entries.RemoveAll(other => other.Key == entry.Key);
            entries.Add(entry);
            _byAge.Enqueue(entry);
            _bytes += SizeOf(entry);
            var now = time.GetUtcNow();
            while (_byAge.TryPeek(out var oldest) && (_bytes > MostBytes || oldest.ExpiresAt <= now))
            {
                _byAge.Dequeue();
                _bytes -= SizeOf(oldest);
                Remove(oldest);
            }
        }
    }

    /// <summary>Its answer is gone.</summary>
    public void Forget(SemanticEntry entry)
    {
        lock (_lock)
        {
            Remove(entry);
        }
    }

    private void Remove(SemanticEntry entry)
    {
        if (_spaces.TryGetValue(entry.Space, out var entries) && entries.Remove(entry) && entries.Count == 0)
        {
            _spaces.Remove(entry.Space);
        }
    }

    private static long SizeOf(SemanticEntry entry) => (entry.Vector.Length * sizeof(float)) + EntryOverhead;

    // Of vectors of length 1: the cosine of the angle between them.
    private static double Dot(float[] left, float[] right)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= left.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(left, i) * new Vector<float>(right, i);
        }

        var total = Vector.Sum(sum);
        for (; i < left.Length; i++)
        {
            total += left[i] * right[i];
        }

        return total;
    }
}
