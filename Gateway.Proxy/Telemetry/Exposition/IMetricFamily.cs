namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>A metric with all of its series, ready to be scraped.</summary>
internal interface IMetricFamily
{
    ValueTask WriteAsync(ExpositionWriter writer, CancellationToken cancellationToken);
}
