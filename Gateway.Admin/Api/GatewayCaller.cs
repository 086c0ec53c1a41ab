using Gateway.Admin.SignIn;

namespace Gateway.Admin.Api;

/// <summary>Calls the gateway for whoever is signed in, with the key of their session and never more than they may do.</summary>
internal sealed class GatewayCaller(GatewayHttp gateway, SessionAccess sessions)
{
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        await gateway.GetAsync<T>((await sessions.GetAsync()).Key, path, cancellationToken);

    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        var session = await sessions.GetAsync();

        // A viewer's session may hold the master key; who makes keys is signed in with his own, and the gateway sees to what it may.
        if (!session.MayMakeKeys)
        {
            throw new GatewayException("You may look at this, but not change it.");
        }

        return await gateway.PostAsync<T>(session.Key, path, body, cancellationToken);
    }

    /// <summary>As a client of the models, with another key where one is given.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, string? key, CancellationToken cancellationToken) =>
        await gateway.OpenAsync(key ?? (await sessions.GetAsync()).Key, request, cancellationToken);
}
