namespace Gateway.Bench.Reporting;

/// <summary>A line of the table of figures.</summary>
internal sealed record Row(string Label, string Figure, string Format, bool WithRatios = true);
