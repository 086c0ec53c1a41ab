namespace Gateway.Proxy.Configuration.Reading;

/// <summary>A deployment and where it was written.</summary>
internal sealed record ModelSource(ModelEntry Entry, ConfigMapping Map, ConfigMapping Parameters);
