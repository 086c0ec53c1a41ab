namespace Gateway.Contracts;

/// <summary>Body of <c>POST /cache/delete</c>.</summary>
/// <param name="Keys">As in the <c>x-litellm-cache-key</c> header.</param>
public sealed record CacheDeleteRequest(IReadOnlyList<string>? Keys);
