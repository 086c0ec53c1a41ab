namespace Gateway.Bench.Measuring;

/// <summary>Processor time of a target and its children.</summary>
/// <param name="During">While the load was on.</param>
/// <param name="Afterwards">From then until the target had nothing left to do.</param>
internal readonly record struct CpuUse(TimeSpan During, TimeSpan Afterwards);
