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

namespace Gateway.Tests.Admin.SignIn;

/// <summary>
/// A small identity provider (OpenID Connect Core 1.0, the code flow with PKCE of RFC 7636): whoever comes is let in at once as
/// <see cref="Claims"/> says. Its host is <c>localhost</c>, so that it is another site than the admin site at 127.0.0.1.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "gateway-admin";
    public const string ClientSecret = "secret-of-the-site";

    private const string AccessToken = "access-1";
    private const string Person = "person-1";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Grant> _grants = new();

    private OpenIdProvider(WebApplication app) => _app = app;

    public string Authority => $"http://localhost:{new Uri(_app.Urls.First()).Port}";

    /// <summary>What the identity token says beside the claims that the protocol asks for.</summary>
    public JsonObject Claims { get; set; } = new() { ["email"] = "ada@example.com", ["roles"] = new JsonArray("proxy_admin") };

    /// <summary>What the userinfo endpoint says beside <c>sub</c>; null: there is none.</summary>
    public JsonObject? UserInfo { get; set; }

    /// <summary>The person does not agree.</summary>
    public bool Denies { get; set; }

    /// <summary>Tokens are signed by a key that the provider does not publish.</summary>
    public bool SignsWithAnotherKey { get; set; }

    /// <summary>Tokens were made for another sign-in.</summary>
    public bool MixesUpNonces { get; set; }

    /// <summary>Tokens are for another client.</summary>
    public bool MixesUpClients { get; set; }

    public static async Task<OpenIdProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var provider = new OpenIdProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/keys", provider.Keys);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/userinfo", provider.AnswerUserInfo);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
    }

    private Task Discovery(HttpContext http) => AnswerAsync(http, new JsonObject
    {
        ["userinfo_endpoint"] = UserInfo is null ? null : $"{Authority}/userinfo",
        ["issuer"] = Authority,
        ["authorization_endpoint"] = $"{Authority}/authorize",
        ["token_endpoint"] = $"{Authority}/token",
        ["jwks_uri"] = $"{Authority}/keys",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    });

    private Task Keys(HttpContext http)
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return AnswerAsync(http, new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "1", ["n"] = Base64Url(key.Modulus!), ["e"] = Base64Url(key.Exponent!) }),
        });
    }

    private Task Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        var back = $"{query["redirect_uri"]}?state={Uri.EscapeDataString(query["state"]!)}";
        if (Denies)
        {
            http.Response.Redirect($"{back}&error=access_denied");
            return Task.CompletedTask;
        }

        var code = Guid.NewGuid().ToString("N");
        _grants[code] = new(query["nonce"]!, query["code_challenge"]!, query["redirect_uri"]!);
        http.Response.Redirect($"{back}&code={code}");
        return Task.CompletedTask;
    }

    private Task AnswerUserInfo(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {AccessToken}")
        {
            return AnswerAsync(http, new JsonObject { ["error"] = "invalid_token" }, StatusCodes.Status401Unauthorized);
        }

        var claims = (JsonObject)UserInfo!.DeepClone();
        claims["sub"] = Person;
        return AnswerAsync(http, claims);
    }

    private async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var proof = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
        {
            await AnswerAsync(http, new JsonObject { ["error"] = "invalid_client" }, StatusCodes.Status401Unauthorized);
        }
        else if (!_grants.TryRemove(form["code"].ToString(), out var grant) || grant.Challenge != proof || grant.RedirectUri != form["redirect_uri"])
        {
            await AnswerAsync(http, new JsonObject { ["error"] = "invalid_grant" }, StatusCodes.Status400BadRequest);
        }
        else
        {
            await AnswerAsync(http, new JsonObject { ["access_token"] = AccessToken, ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = IdToken(grant.Nonce) });
        }
    }

    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = (JsonObject)Claims.DeepClone();
        claims["iss"] = Authority;
        claims["sub"] = Person;
        claims["aud"] = MixesUpClients ? "another-client" : ClientId;
        claims["nonce"] = MixesUpNonces ? "another" : nonce;
        claims["iat"] = now;
        claims["exp"] = now + 300;
        var signed = $"{Part("""{"alg":"RS256","typ":"JWT","kid":"1"}""")}.{Part(claims.ToJsonString())}";
        var signature = (SignsWithAnotherKey ? _otherKey : _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url(signature)}";

        static string Part(string json) => Base64Url(Encoding.UTF8.GetBytes(json));
    }

    private static Task AnswerAsync(HttpContext http, JsonObject json, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(json, JsonSerializerOptions.Web);
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private sealed record Grant(string Nonce, string Challenge, string RedirectUri);
}
