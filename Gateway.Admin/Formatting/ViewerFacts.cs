namespace Gateway.Admin.Formatting;

/// <summary>The browser's answer to <c>gatewayAdmin.viewer</c>.</summary>
/// <param name="Zone">IANA name of the time zone.</param>
/// <param name="OffsetMinutes">East of UTC, now; for zones that this machine does not know.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>system</c>.</param>
internal sealed record ViewerFacts(string Zone, double OffsetMinutes, string Theme);
