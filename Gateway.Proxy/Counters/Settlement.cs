namespace Gateway.Proxy.Counters;

/// <summary>What a request that has ended really used.</summary>
/// <param name="Grant">What it was granted.</param>
/// <param name="Tokens">Prompt and completion.</param>
/// <param name="Cost">US dollars.</param>
internal readonly record struct Settlement(SharedGrant Grant, long Tokens, double Cost);
