using Gateway.Admin.Hosting;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Admin.SignIn;

public sealed class OpenIdSettingsTests
{
    [Theory]
    [InlineData("https://login.example.com", null, "OIDC_CLIENT_ID")]
    [InlineData(null, "gateway", "OIDC_AUTHORITY")]
    [InlineData("login.example.com", "gateway", "OIDC_AUTHORITY")]
    [InlineData("http://login.example.com", "gateway", "https://")]
    public void What_cannot_work_is_said_at_the_start(string? authority, string? client, string said)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("OIDC_AUTHORITY", authority), new("OIDC_CLIENT_ID", client)]).Build();

        var problem = Assert.Throws<SettingsException>(() => AdminSettings.From(configuration));

        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_of_it_there_is_no_single_sign_on() => Assert.Null(AdminSettings.From(new ConfigurationBuilder().Build()).OpenId);
}
