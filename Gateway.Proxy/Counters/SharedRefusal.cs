namespace Gateway.Proxy.Counters;

/// <summary>Why claims were not granted.</summary>
/// <param name="Index">Of the first claim that did not fit.</param>
/// <param name="RetryAfter">When it would, if nobody else came; zero for a budget.</param>
/// <param name="Reading">Of a budget what all replicas together have spent, of a limit what they have left.</param>
internal sealed record SharedRefusal(int Index, TimeSpan RetryAfter, double Reading);
