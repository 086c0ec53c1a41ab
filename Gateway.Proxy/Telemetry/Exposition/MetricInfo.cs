namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>What Prometheus is told about a metric before its samples.</summary>
/// <param name="Name">As in the samples: a counter's ends in <c>_total</c>.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Help">One sentence, on one line.</param>
/// <param name="LabelNames">In the order in which they are written.</param>
internal sealed record MetricInfo(string Name, string Type, string Help, params string[] LabelNames);
