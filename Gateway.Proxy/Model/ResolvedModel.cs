namespace Gateway.Proxy.Model;

/// <summary>What a requested name stands for.</summary>
/// <param name="Group">The model group.</param>
/// <param name="Matched">In a wildcard group: the part that the star stands for.</param>
/// <param name="Pinned">The name was a deployment's id: only this one is used, cooled down or not.</param>
internal readonly record struct ResolvedModel(ModelGroup Group, string? Matched = null, Deployment? Pinned = null);
