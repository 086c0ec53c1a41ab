namespace Gateway.Admin.Formatting;

/// <summary>One point of a chart.</summary>
/// <param name="At">In the viewer's time zone.</param>
public sealed record ChartPoint(DateTime At, double Value);
