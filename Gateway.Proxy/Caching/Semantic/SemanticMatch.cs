namespace Gateway.Proxy.Caching.Semantic;

/// <summary>What a request means, and what is known for that.</summary>
/// <param name="Space">As in <see cref="SemanticEntry"/>.</param>
/// <param name="Vector">Of the prompt.</param>
internal sealed record SemanticMatch(string Space, float[] Vector)
{
    /// <summary>Null: nothing is close enough.</summary>
    public CachedAnswer? Answer { get; init; }

    /// <summary>Of the answer.</summary>
    public string? Key { get; init; }

    /// <summary>Cosine, 0 to 1.</summary>
    public double Similarity { get; init; }
}
