namespace Gateway.Proxy.Alerts;

/// <summary>One alert at one target.</summary>
/// <param name="At">When it was taken, or given up.</param>
/// <param name="Target">slack or webhook.</param>
/// <param name="Event">As in <see cref="AlertKinds.Event"/>.</param>
/// <param name="Text">What was said.</param>
/// <param name="Problem">Null: it was taken.</param>
internal sealed record AlertDelivery(DateTimeOffset At, string Target, string Event, string Text, string? Problem);
