using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Proxy.Forwarding;

namespace Gateway.Proxy.Providers.Azure;

/// <summary>
/// One identity's access token, by OAuth's client credentials:
/// <c>grant_type=client_credentials&amp;client_id=…&amp;client_secret=…&amp;scope=…</c> gives
/// <c>{"token_type":"Bearer","expires_in":3599,"access_token":"…"}</c>.
/// </summary>
internal sealed class EntraTokenSource(EntraIdentity identity, UpstreamClient upstream, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;

    // Renewed before it ends, so that no request goes out with a token that dies on the way.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile Token? _token;

    public async ValueTask<HeaderCredential> HeaderAsync(CancellationToken cancellationToken)
    {
        if (_token is { } token && time.GetUtcNow() < token.RenewAt)
        {
            return token.Header;
        }

        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (_token is { } renewed && time.GetUtcNow() < renewed.RenewAt)
            {
                return renewed.Header;
            }

            var next = await FetchAsync(cancellationToken);
            _token = next;
            return next.Header;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<Token> FetchAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, identity.TokenUrl)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", identity.ClientId),
                new("client_secret", identity.ClientSecret),
                new("scope", identity.Scope),
            ]),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await upstream.Invoker.SendAsync(request, linked.Token);
            using var body = await BufferedAnswer.ReadAsync(response.Content, LongestAnswer, linked.Token);
            return response.IsSuccessStatusCode && body is not null && Read(body.Bytes) is { } token
                ? token
                : throw new HttpRequestException($"{identity.TokenUrl.Host} gave no access token; it answered {(int)response.StatusCode}.", null, response.StatusCode);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new HttpRequestException($"{identity.TokenUrl.Host} gave no access token within {s_limit.TotalSeconds:0} s.");
        }
    }

    private Token? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var lifetime = TimeSpan.FromSeconds(document.RootElement.GetProperty("expires_in").GetInt32());
            var text = document.RootElement.GetProperty("access_token").GetString();
            var early = lifetime > s_early * 2 ? s_early : lifetime / 2;
            return new Token(new HeaderCredential("Authorization", "Bearer " + text), time.GetUtcNow() + lifetime - early);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private sealed record Token(HeaderCredential Header, DateTimeOffset RenewAt);
}
