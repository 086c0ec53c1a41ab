using System.Net.Http.Headers;
using Gateway.Proxy.Model;
using Gateway.Proxy.Providers.Azure;

namespace Gateway.Proxy.Providers;

/// <summary>Signs requests to deployments.</summary>
internal sealed class UpstreamAuthorizer(EntraTokens tokens)
{
    /// <summary>The header to sign with; null: none. Fails with <see cref="HttpRequestException"/> when a token cannot be had.</summary>
    public ValueTask<HeaderCredential?> HeaderAsync(Deployment deployment, CancellationToken cancellationToken) => deployment.Credential switch
    {
        HeaderCredential header => new(header),
        EntraIdentity identity => tokens.HeaderAsync(identity, cancellationToken),
        _ => default,
    };

    public async ValueTask SignAsync(HttpRequestHeaders headers, Deployment deployment, CancellationToken cancellationToken)
    {
        if (await HeaderAsync(deployment, cancellationToken) is { } credential)
        {
            headers.TryAddWithoutValidation(credential.Header, credential.Value);
        }
    }
}
