using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<Uri, ProviderKeys> _providers = new();

    private volatile Fetched? _last;

    /// <summary>Null: no provider has answered yet.</summary>
    /// <param name="settings">Where the keys are.</param>
    /// <param name="id">The <c>kid</c> of the token at hand.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SigningKeySet?> GetAsync(JwtAuthSettings settings, string? id, CancellationToken cancellationToken)
    {
        if (Known(settings) is { Keys: { } keys } known && keys.Has(id))
        {
            if (time.GetUtcNow() - known.At >= settings.PublicKeyTtl && MayAsk(known) && _turn.CurrentCount > 0)
            {
                // Nobody waits for it: the old ones hold meanwhile.
                _ = FetchAsync(settings);
            }

            return keys;
        }

        await FetchAsync(settings).WaitAsync(cancellationToken);
        return Known(settings)?.Keys;
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private Fetched? Known(JwtAuthSettings settings) => _last is { } last && last.Urls.SequenceEqual(settings.PublicKeyUrls) ? last : null;

    private bool MayAsk(Fetched known) => time.GetUtcNow() - known.Asked >= s_pause;

    private async Task FetchAsync(JwtAuthSettings settings)
    {
        await _turn.WaitAsync();
        try
        {
            var known = Known(settings);
            if (known is null || MayAsk(known))
            {
                var answered = await Task.WhenAll(settings.PublicKeyUrls.Select(TryFetchAsync));
                var now = time.GetUtcNow();

                // Where one is away its keys from before are as old as they were, and are asked for again soon.
                _last = new Fetched(settings.PublicKeyUrls, KeysOf(settings.PublicKeyUrls), answered.All(good => good) ? now : known?.At ?? DateTimeOffset.MinValue, now);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private SigningKeySet? KeysOf(IReadOnlyList<Uri> urls)
    {
        var providers = urls.Select(url => _providers.GetValueOrDefault(url)).OfType<ProviderKeys>().ToList();
        return providers.Count == 0 ? null : new SigningKeySet(
            [.. providers.SelectMany(provider => provider.Keys)],
            providers.TrueForAll(provider => provider.Issuer is not null) ? [.. providers.Select(provider => provider.Issuer!)] : null,
            providers.Count == urls.Count);
    }

    private async Task<bool> TryFetchAsync(Uri url)
    {
        try
        {
            _providers[url] = await FetchAsync(url);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or ArgumentException or InvalidOperationException)
        {
            LogAway(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), exception.Message);
            return false;
        }
    }

    // {"keys": [{"kty": "RSA", "kid": "1", "n": "…", "e": "AQAB"}]}, or {"issuer": "https://…", "jwks_uri": "https://…", …}
    private async Task<ProviderKeys> FetchAsync(Uri url)
    {
        var json = await _http.GetStringAsync(url);
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("jwks_uri", out var address))
        {
            return new(new JsonWebKeySet(json).GetSigningKeys(), null);
        }

        var keys = new JsonWebKeySet(await _http.GetStringAsync(address.GetString()));
        return new(keys.GetSigningKeys(), document.RootElement.TryGetProperty("issuer", out var issuer) ? issuer.GetString() : null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "JWT_PUBLIC_KEY_URL: {Address} gave no public keys ({Problem}): keys known so far go on")]
    private partial void LogAway(string address, string problem);

    /// <param name="Urls">From where.</param>
    /// <param name="Keys">The last that there were; null: none yet.</param>
    /// <param name="At">When they last came from all providers.</param>
    /// <param name="Asked">When they were last asked for.</param>
    private sealed record Fetched(IReadOnlyList<Uri> Urls, SigningKeySet? Keys, DateTimeOffset At, DateTimeOffset Asked);
}
