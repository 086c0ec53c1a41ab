namespace Gateway.Proxy.Limits;

/// <summary>One of those whose limits a request is held to.</summary>
/// <param name="Whose">For the message, after "for this", e.g. <c>key's team</c>.</param>
/// <param name="Kind">Of the shared counter's name.</param>
/// <param name="Id">Which one of that kind; null: there is but one.</param>
/// <param name="Part">What of it: a model group, a team's member, a priority; null: all.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="Usage">What it is using.</param>
internal readonly record struct LimitScope(string Whose, string Kind, string? Id, string? Part, KeyLimits Limits, KeyUsage Usage);
