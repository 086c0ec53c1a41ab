namespace Gateway.Proxy.Limits;

/// <summary>A grant of a <see cref="SlidingWindow"/>.</summary>
/// <param name="Slice">The window's slice that holds it.</param>
/// <param name="Amount">What was granted.</param>
internal readonly record struct WindowGrant(long Slice, long Amount);
