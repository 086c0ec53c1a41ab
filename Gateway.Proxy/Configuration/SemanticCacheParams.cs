namespace Gateway.Proxy.Configuration;

/// <summary>What a cache of type <c>redis-semantic</c>, <c>valkey-semantic</c> or <c>qdrant-semantic</c> has beside the others.</summary>
/// <param name="EmbeddingModel">The model group that turns prompts into vectors.</param>
/// <param name="Threshold">The least cosine similarity of two prompts that are given one answer: 0 to 1.</param>
/// <param name="Timeout">How long an embedding may take; then the request goes on without the cache.</param>
internal sealed record SemanticCacheParams(string EmbeddingModel, double Threshold, TimeSpan Timeout);
