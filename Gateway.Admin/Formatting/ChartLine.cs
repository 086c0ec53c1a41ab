namespace Gateway.Admin.Formatting;

/// <summary>One line of a chart.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<ChartPoint> Points);
