namespace Gateway.Proxy.Providers;

/// <summary>A key that stands in a header: <c>Authorization: Bearer …</c>, <c>api-key: …</c>, <c>x-api-key: …</c>.</summary>
internal sealed record HeaderCredential(string Header, string Value) : UpstreamCredential
{
    // A record prints its properties; keys must not get into a log that way.
    public override string ToString() => $"{nameof(HeaderCredential)} {{ {Header} }}";
}
