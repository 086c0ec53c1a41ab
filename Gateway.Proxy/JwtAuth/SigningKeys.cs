using System.Text.Json;
using Gateway.Proxy.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Proxy.JwtAuth;

/// <summary>
/// Fetches the public keys of the identity providers, and again when they are old, or when a token is signed with a key that is not among
/// them. A provider that does not answer takes nothing away: the keys from before go on.
/// </summary>
internal sealed partial class SigningKeys(TimeProvider time, ILogger<SigningKeys> logger) : IDisposable
{
    // Between two fetches that tokens ask for: anybody can make up a kid.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1024 * 1024 };
    private readonly SemaphoreSlim _turn = new(1);

    private volatile Fetched? _last;

    /// <summary>Null: no provider has answered yet.</summary>
    /// <param name="settings">Where the keys are.</param>
    /// <param name="id">The <c>kid</c> of the token at hand.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SigningKeySet?> GetAsync(JwtAuthSettings settings, string? id, CancellationToken cancellationToken)
    {
        if (IsGood(settings, id))
        {
            return _last!.Keys;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!IsGood(settings, id))
            {
                var keys = await TryFetchAsync(settings, cancellationToken);
                _last = new Fetched(settings, keys ?? (_last?.Settings == settings ? _last.Keys : null), time.GetUtcNow());
            }

            return _last!.Keys;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    // Or as good as it gets: asked for too lately to ask again.
    private bool IsGood(JwtAuthSettings settings, string? id)
    {
        if (_last is not { } last || last.Settings != settings)
        {
            return false;
        }

        var age = time.GetUtcNow() - last.At;
        return age < s_pause || (last.Keys is { } keys && keys.Has(id) && age < settings.PublicKeyTtl);
    }

    private async Task<SigningKeySet?> TryFetchAsync(JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        var keys = new List<SecurityKey>();
        List<string>? issuers = [];
        foreach (var url in settings.PublicKeyUrls)
        {
            try
            {
                var (set, issuer) = await FetchAsync(url, cancellationToken);
                keys.AddRange(set.GetSigningKeys());
                issuers = issuer is null ? null : issuers is null ? null : [.. issuers, issuer];
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or ArgumentException or InvalidOperationException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                LogAway(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), exception.Message);
                return null;
            }
        }

        return new SigningKeySet(keys, issuers);
    }

    // {"keys": [{"kty": "RSA", "kid": "1", "n": "…", "e": "AQAB"}]}, or {"issuer": "https://…", "jwks_uri": "https://…", …}
    private async Task<(JsonWebKeySet Keys, string? Issuer)> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        var json = await _http.GetStringAsync(url, cancellationToken);
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("jwks_uri", out var address))
        {
            return (new JsonWebKeySet(json), null);
        }

        var keys = await _http.GetStringAsync(address.GetString(), cancellationToken);
        return (new JsonWebKeySet(keys), document.RootElement.TryGetProperty("issuer", out var issuer) ? issuer.GetString() : null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "JWT_PUBLIC_KEY_URL: {Address} gave no public keys ({Problem}): keys known so far go on")]
    private partial void LogAway(string address, string problem);

    private sealed record Fetched(JwtAuthSettings Settings, SigningKeySet? Keys, DateTimeOffset At);
}
