namespace Gateway.Proxy.Limits;

/// <summary>A grant of a <see cref="SlidingWindow"/>.</summary>
/// <param name="Entry">The window's entry that holds it.</param>
/// <param name="Amount">What was granted.</param>
internal readonly record struct WindowGrant(long Entry, long Amount);
