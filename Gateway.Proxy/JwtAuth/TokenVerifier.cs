using System.Buffers.Text;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.OpenAI;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Proxy.JwtAuth;

/// <summary>Is this token genuine, made for this gateway, and in force (RFC 7519, section 7.2)?</summary>
internal sealed class TokenVerifier(SigningKeys keys, TimeProvider time)
{
    // Clocks differ.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(10);

    // With public keys only: a secret that gateway and provider share is none of these.
    private static readonly string[] s_algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly JsonWebTokenHandler s_handler = new() { MapInboundClaims = false };

    public async Task<(TokenClaims? Claims, GatewayError? Error)> VerifyAsync(string text, JwtAuthSettings settings, CancellationToken cancellationToken)
    {
        if (Parse(text) is not { } token)
        {
            return (null, GatewayErrors.InvalidToken("it cannot be read"));
        }

        // Where a provider has never answered, a key that nobody knows may be one of its.
        if (await keys.GetAsync(settings, token.Kid, cancellationToken) is not { } known || !(known.IsComplete || known.Has(token.Kid)))
        {
            return (null, GatewayErrors.NoIdentityProvider(s_retryAfter));
        }

        var result = await s_handler.ValidateTokenAsync(token, Rules(settings, known));
        if (!result.IsValid)
        {
            return (null, GatewayErrors.InvalidToken(Reason(result.Exception)));
        }

        var (now, expires) = (time.GetUtcNow(), Time(token.ValidTo));
        if (expires == DateTimeOffset.MinValue)
        {
            return (null, GatewayErrors.InvalidToken("it has no end (exp)"));
        }

        if (now - s_skew >= expires)
        {
            return (null, GatewayErrors.InvalidToken($"it expired at {expires:u}"));
        }

        if (now + s_skew < Time(token.ValidFrom))
        {
            return (null, GatewayErrors.InvalidToken($"it is not valid before {Time(token.ValidFrom):u} (nbf)"));
        }

        return (new TokenClaims(JsonElement.Parse(Base64Url.DecodeFromChars(token.EncodedPayload)), expires), null);
    }

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // When it is in force is looked at here, by the gateway's own clock.
    private static TokenValidationParameters Rules(JwtAuthSettings settings, SigningKeySet known) => new()
    {
        IssuerSigningKeys = known.Keys,
        ValidAlgorithms = s_algorithms,
        ValidateAudience = settings.Audiences.Count > 0,
        ValidAudiences = settings.Audiences,
        ValidateIssuer = known.Issuers is not null,
        ValidIssuers = known.Issuers,
        ValidateLifetime = false,
    };

    // In words of this gateway: the library's messages may repeat parts of the token.
    private static string Reason(Exception? exception) => exception switch
    {
        SecurityTokenSignatureKeyNotFoundException => "it is signed with a key that the identity provider does not publish",
        SecurityTokenInvalidAlgorithmException => "it is signed in a way that is not accepted (alg)",
        SecurityTokenInvalidSignatureException => "its signature is wrong",
        SecurityTokenInvalidAudienceException => "it was made for another application (aud)",
        SecurityTokenInvalidIssuerException => "it was made by somebody else than the identity provider (iss)",
        _ => "it cannot be verified",
    };

    private static DateTimeOffset Time(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
