namespace Gateway.Proxy.Limits;

/// <summary>What one priority has of a model group for itself.</summary>
/// <param name="Whose">For the message, e.g. <c>and all keys of priority 'dev' while the model is busy</c>.</param>
/// <param name="Name">Of the priority; empty: of all that have none.</param>
/// <param name="Limits">The share.</param>
/// <param name="Usage">Names what the priority uses of this group.</param>
internal sealed record PriorityShare(string Whose, string Name, KeyLimits Limits, string Usage);
