using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Servers;

/// <summary>
/// An identity provider that signs what it is asked to, and publishes its keys as JWKS (RFC 7517) and in a discovery document. Of opaque tokens
/// it tells what they stand for, to its client <c>gateway</c> by introspection (RFC 7662), and to whoever has the token.
/// </summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "gateway";
    public const string ClientSecret = "secret+of/the gateway";

    private readonly ConcurrentDictionary<string, JsonObject> _opaque = new();

    private readonly WebApplication _app;
    private readonly RSA _another = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RSA _key = RSA.Create(2048);
    private int _kid = 1;
    private int _fetches;

    private TokenIssuer(WebApplication app) => _app = app;

    public string Authority => _app.Urls.Single();

    public string KeysUrl => $"{Authority}/keys";

    public string IntrospectionUrl => $"{Authority}/introspect";

    public string TokenInfoUrl => $"{Authority}/token/info";

    public string DiscoveryUrl => $"{Authority}/.well-known/openid-configuration";

    /// <summary>How often the keys, or an opaque token, were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Answers 500.</summary>
    public bool IsBroken { get; set; }

    public static async Task<TokenIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var issuer = new TokenIssuer(app);
        app.Map("/keys", issuer.KeysAsync);
        app.Map("/.well-known/openid-configuration", http => http.Response.WriteAsync(new JsonObject { ["issuer"] = issuer.Authority, ["jwks_uri"] = issuer.KeysUrl }.ToJsonString()));
        app.MapPost("/introspect", issuer.IntrospectAsync);
        app.MapGet("/token/info", issuer.TellAsync);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>An opaque token that stands for this, until <see cref="Revoke"/>.</summary>
    public string Issue(string claims, DateTimeOffset? now = null)
    {
        var token = $"opaque-{Guid.NewGuid():N}";
        _opaque[token] = Payload(claims, now);
        return token;
    }

    public void Revoke(string token) => _opaque.TryRemove(token, out _);

    /// <summary>Signs with another key from now on, and publishes that one only.</summary>
    public void Rotate()
    {
        _key.Dispose();
        _key = RSA.Create(2048);
        _kid++;
    }

    /// <summary>A token for this gateway that ends in an hour.</summary>
    /// <param name="claims">What it says beside the claims that every token has; they win, and null takes one away.</param>
    /// <param name="now">By whose clock.</param>
    /// <param name="wrongKey">Signed by somebody else, under the name of the right key.</param>
    public string Sign(string claims, DateTimeOffset? now = null, bool wrongKey = false)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = $"{_kid}" })}.{Part(Payload(claims, now))}";
        var signature = (wrongKey ? _another : _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The same, signed with an elliptic curve.</summary>
    public string SignWithCurve(string claims)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "ES256", ["kid"] = "curve" })}.{Part(Payload(claims, null))}";
        return $"{signed}.{Base64Url.EncodeToString(_curve.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Signed with a secret: the public key, which anybody has.</summary>
    public string SignWithPublicKey(string claims)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "HS256", ["kid"] = $"{_kid}" })}.{Part(Payload(claims, null))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _another.Dispose();
        _curve.Dispose();
    }

    private JsonObject Payload(string claims, DateTimeOffset? now)
    {
        var at = (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        var payload = new JsonObject { ["iss"] = Authority, ["aud"] = Audience, ["iat"] = at, ["exp"] = at + 3600 };
        foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject())
        {
            payload[name] = value?.DeepClone();
            if (value is null)
            {
                payload.Remove(name);
            }
        }

        return payload;
    }

    private async Task IntrospectAsync(HttpContext http)
    {
        Interlocked.Increment(ref _fetches);
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Audience}:{Uri.EscapeDataString(ClientSecret)}"));
        if (IsBroken || http.Request.Headers.Authorization != expected)
        {
            http.Response.StatusCode = IsBroken ? StatusCodes.Status500InternalServerError : StatusCodes.Status401Unauthorized;
            return;
        }

        var form = await http.Request.ReadFormAsync();
        var answer = _opaque.TryGetValue(form["token"].ToString(), out var claims) ? (JsonObject)claims.DeepClone() : [];
        answer["active"] = answer.Count > 0;
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task TellAsync(HttpContext http)
    {
        Interlocked.Increment(ref _fetches);
        if (_opaque.TryGetValue(http.Request.Headers.Authorization.ToString()["Bearer ".Length..], out var claims))
        {
            await http.Response.WriteAsync(claims.ToJsonString());
            return;
        }

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    private Task KeysAsync(HttpContext http)
    {
        Interlocked.Increment(ref _fetches);
        if (IsBroken)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        }

        var key = _key.ExportParameters(includePrivateParameters: false);
        var point = _curve.ExportParameters(includePrivateParameters: false).Q;
        return http.Response.WriteAsync(new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = $"{_kid}", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) },
                new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = "curve", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) }),
        }.ToJsonString());
    }
}
