namespace Gateway.Proxy.Counters;

/// <summary>Why claims were not granted.</summary>
/// <param name="Index">Of the first claim that did not fit.</param>
/// <param name="RetryAfter">When it would, if nobody else came; zero for a budget.</param>
/// <param name="Spent">Of a budget: what all replicas together have spent.</param>
internal sealed record SharedRefusal(int Index, TimeSpan RetryAfter, double Spent);
