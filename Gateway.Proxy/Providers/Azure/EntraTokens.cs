using System.Collections.Concurrent;
using Gateway.Proxy.Forwarding;

namespace Gateway.Proxy.Providers.Azure;

/// <summary>The access tokens of all identities. One that is about to expire is renewed by the request that sees it first; the others wait for the same call.</summary>
internal sealed class EntraTokens(UpstreamClient upstream, TimeProvider time)
{
    private readonly ConcurrentDictionary<EntraIdentity, EntraTokenSource> _sources = new();

    public async ValueTask<HeaderCredential?> HeaderAsync(EntraIdentity identity, CancellationToken cancellationToken)
    {
        var source = _sources.GetOrAdd(identity, static (identity, own) => new EntraTokenSource(identity, own.upstream, own.time), (upstream, time));
        return await source.HeaderAsync(cancellationToken);
    }
}
