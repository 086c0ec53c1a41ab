using Microsoft.IdentityModel.Tokens;

namespace Gateway.Proxy.JwtAuth;

/// <summary>What one identity provider has said last.</summary>
/// <param name="Keys">Its public keys.</param>
/// <param name="Issuer">Its name in tokens (<c>iss</c>), where a discovery document said it; else null.</param>
internal sealed record ProviderKeys(IList<SecurityKey> Keys, string? Issuer);
