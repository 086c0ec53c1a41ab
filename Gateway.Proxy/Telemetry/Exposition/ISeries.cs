namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>What is counted for one set of label values.</summary>
internal interface ISeries
{
    /// <param name="writer">Takes the samples.</param>
    /// <param name="metric">The metric that this series belongs to.</param>
    /// <param name="labels">As <see cref="LabelText"/> renders them.</param>
    void Write(ExpositionWriter writer, MetricInfo metric, string labels);
}
