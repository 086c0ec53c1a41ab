namespace Gateway.Proxy.Providers;

/// <summary>How a deployment's requests are signed.</summary>
internal abstract record UpstreamCredential;
