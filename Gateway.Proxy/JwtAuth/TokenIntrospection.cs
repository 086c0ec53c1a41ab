using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.JwtAuth;

/// <summary>
/// Asks the identity provider what an opaque token stands for (RFC 7662). Requests that bring the same token at the same time share one call,
/// and what was refused is not asked for again for some seconds: anybody can make up tokens.
/// </summary>
internal sealed partial class TokenIntrospection(TimeProvider time, ILogger<TokenIntrospection> logger) : IDisposable
{
    private const int MostRefused = 10_000;

    private static readonly TimeSpan s_refusedFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(10);

    // The token would go along to wherever an answer points.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1024 * 1024 };

    private readonly ConcurrentDictionary<KeyHash, (DateTimeOffset Until, GatewayError Error)> _refused = new();

    private readonly ConcurrentDictionary<KeyHash, Lazy<Task<(TokenClaims? Claims, GatewayError? Error)>>> _underWay = new();

    private long _logged;

    /// <param name="text">The token.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="settings">With <see cref="JwtAuthSettings.TokenInfo"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the call: others may wait for it too.</param>
    public async Task<(TokenClaims? Claims, GatewayError? Error)> AskAsync(string text, KeyHash hash, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        if (_refused.TryGetValue(hash, out var refused) && time.GetUtcNow() < refused.Until)
        {
            return (null, refused.Error);
        }

        var call = _underWay.GetOrAdd(hash, _ => new(() => AskOnceAsync(text, hash, settings)));
        return await call.Value.WaitAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(TokenClaims? Claims, GatewayError? Error)> AskOnceAsync(string text, KeyHash hash, JwtAuthSettings settings)
    {
        try
        {
            var (claims, error) = await AskAsync(text, settings);
            if (error is { Status: < 500 })
            {
                Refuse(hash, error);
            }

            return (claims, error);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            return (null, Away(exception is JsonException ? "its answer is no JSON" : exception.Message));
        }
        finally
        {
            _underWay.TryRemove(hash, out _);
        }
    }

    private async Task<(TokenClaims? Claims, GatewayError? Error)> AskAsync(string text, JwtAuthSettings settings)
    {
        var info = settings.TokenInfo!;
        using var request = Request(info, text);
        using var response = await _http.SendAsync(request);
        var status = (int)response.StatusCode;

        // Of an introspection, these are about the gateway's own client id: RFC 7662, section 2.3.
        var isOurs = info.ClientId is not null && response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        if (isOurs || status is < 200 or (>= 300 and < 400) or 429 or >= 500)
        {
            return (null, Away(string.Create(CultureInfo.InvariantCulture, $"it answers {status}{(isOurs ? "; look at OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET" : "")}")));
        }

        if (status >= 400)
        {
            return (null, GatewayErrors.InvalidToken("the identity provider does not accept it"));
        }

        using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        return body.RootElement.ValueKind == JsonValueKind.Object ? Read(body.RootElement.Clone(), settings) : (null, Away("its answer is no object"));
    }

    // {"active": true, "sub": "ada", "scope": "chat", "aud": "gateway", "exp": 1764460800}; others than RFC 7662 have no "active", and "expires_in" for "exp".
    private (TokenClaims? Claims, GatewayError? Error) Read(JsonElement answer, JwtAuthSettings settings)
    {
        var now = time.GetUtcNow();
        var claims = new TokenClaims(answer, now + TokenHolders.Longest);
        if (answer.TryGetProperty("active", out var active) && active.ValueKind != JsonValueKind.True)
        {
            return (null, GatewayErrors.InvalidToken("it is not active"));
        }

        if (Number(claims, "exp") is { } exp)
        {
            claims = claims with { Expires = DateTimeOffset.FromUnixTimeSeconds(exp) };
        }
        else if (Number(claims, "expires_in") is { } left)
        {
            claims = claims with { Expires = now + TimeSpan.FromSeconds(left) };
        }

        if (now >= claims.Expires)
        {
            return (null, GatewayErrors.InvalidToken($"it expired at {claims.Expires:u}"));
        }

        string?[] audiences = [.. claims.Texts("aud"), claims.Text("client_id"), claims.Text("azp")];
        return settings.Audiences.Count > 0 && !settings.Audiences.Intersect(audiences).Any()
            ? (null, GatewayErrors.InvalidToken("it was made for another application (aud)"))
            : (claims, null);
    }

    // The largest time there is, in seconds, has twelve digits.
    private static long? Number(TokenClaims claims, string field) =>
        long.TryParse(claims.Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 99_999_999_999) : null;

    private static HttpRequestMessage Request(TokenInfoSettings info, string text)
    {
        if (info.ClientId is null)
        {
            return new(HttpMethod.Get, info.Endpoint) { Headers = { Authorization = new("Bearer", text) } };
        }

        // RFC 6749, section 2.3.1: both parts are encoded as in forms.
        var pair = $"{Uri.EscapeDataString(info.ClientId)}:{Uri.EscapeDataString(info.ClientSecret ?? "")}";
        return new(HttpMethod.Post, info.Endpoint)
        {
            Content = new FormUrlEncodedContent([new("token", text), new("token_type_hint", "access_token")]),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))) },
        };
    }

    private void Refuse(KeyHash hash, GatewayError error)
    {
        if (_refused.Count >= MostRefused)
        {
            _refused.Clear();
        }

        _refused[hash] = (time.GetUtcNow() + s_refusedFor, error);
    }

    // Said once in a while: every request with such a token comes by here.
    private GatewayError Away(string problem)
    {
        var now = time.GetTimestamp();
        var logged = Interlocked.Read(ref _logged);
        if ((logged == 0 || time.GetElapsedTime(logged, now) >= s_retryAfter) && Interlocked.CompareExchange(ref _logged, now, logged) == logged)
        {
            LogAway(problem);
        }

        return GatewayErrors.NoIdentityProvider(s_retryAfter);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider does not tell what a token stands for (OAUTH_TOKEN_INFO_ENDPOINT): {Problem}")]
    private partial void LogAway(string problem);
}
