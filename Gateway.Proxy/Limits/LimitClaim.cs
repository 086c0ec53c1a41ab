namespace Gateway.Proxy.Limits;

/// <summary>What one request wants of one limit.</summary>
/// <param name="Whose">For the message, e.g. <c>key's team</c>.</param>
/// <param name="Kind">Requests, tokens or places.</param>
/// <param name="Scope">Whose limit it is, e.g. <c>key:3f1c…</c>; names the counter that all replicas share.</param>
/// <param name="Limit">In any 60 seconds, or at once for places.</param>
/// <param name="Amount">1, or the estimated tokens.</param>
internal readonly record struct LimitClaim(string Whose, LimitKind Kind, string Scope, long Limit, long Amount);
