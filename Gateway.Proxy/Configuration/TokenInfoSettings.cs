namespace Gateway.Proxy.Configuration;

/// <summary>Where the identity provider tells what an opaque token stands for.</summary>
/// <param name="Endpoint">With a client id an introspection endpoint (RFC 7662); without one an address that is asked with the token itself, such as <c>userinfo</c>.</param>
/// <param name="ClientId">What the gateway is registered as; null: as nothing.</param>
/// <param name="ClientSecret">Its secret; null: it has none.</param>
internal sealed record TokenInfoSettings(Uri Endpoint, string? ClientId, string? ClientSecret)
{
    // Without the secret, wherever it may be printed.
    public override string ToString() => Endpoint.ToString();
}
