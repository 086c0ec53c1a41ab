using System.Security.Claims;
using Gateway.Admin.Hosting;
using Gateway.Admin.SignIn;

namespace Gateway.Tests.Admin.SignIn;

public sealed class IdentityProviderTests
{
    private static readonly OpenIdSettings s_settings = new("https://login.example.com", "gateway", null, "groups", "gateway-admins", "gateway-viewers", "email");

    [Theory]
    [InlineData("gateway-admins", nameof(SiteRole.Admin))]
    [InlineData("gateway-viewers", nameof(SiteRole.Viewer))]
    [InlineData("gateway-viewers gateway-admins", nameof(SiteRole.Admin))]
    [InlineData("staff", null)]
    [InlineData("", null)]
    public void Role_comes_from_the_configured_claim(string groups, string? expected)
    {
        var claims = groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(group => new Claim("groups", group));

        Assert.Equal(expected, IdentityProvider.RoleOf(new ClaimsPrincipal(new ClaimsIdentity(claims)), s_settings)?.ToString());
    }

    [Fact]
    public void Role_in_another_claim_counts_for_nothing()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("roles", "gateway-admins")]));

        Assert.Null(IdentityProvider.RoleOf(user, s_settings));
    }
}
