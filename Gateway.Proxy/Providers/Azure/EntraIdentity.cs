namespace Gateway.Proxy.Providers.Azure;

/// <summary>A service principal of Microsoft Entra ID, by its client credentials.</summary>
/// <param name="TokenUrl">Where it gets its tokens, e.g. <c>https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token</c>.</param>
internal sealed record EntraIdentity(Uri TokenUrl, string ClientId, string ClientSecret, string Scope) : UpstreamCredential
{
    // A record prints its properties; secrets must not get into a log that way.
    public override string ToString() => $"{nameof(EntraIdentity)} {{ {ClientId} }}";
}
