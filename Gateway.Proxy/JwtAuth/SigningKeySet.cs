using Microsoft.IdentityModel.Tokens;

namespace Gateway.Proxy.JwtAuth;

/// <summary>The public keys of the identity providers.</summary>
/// <param name="Keys">All of them.</param>
/// <param name="Issuers">Who signs with them, where discovery documents said so for every provider; else null.</param>
/// <param name="IsComplete">Every provider has answered once.</param>
internal sealed record SigningKeySet(IReadOnlyList<SecurityKey> Keys, IReadOnlyList<string>? Issuers, bool IsComplete)
{
    /// <param name="id">The <c>kid</c> of a token; none: any key may be the one.</param>
    public bool Has(string? id) => string.IsNullOrEmpty(id) || Keys.Any(key => key.KeyId == id);
}
