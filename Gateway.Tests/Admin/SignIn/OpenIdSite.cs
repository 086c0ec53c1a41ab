using System.Net;
using Gateway.Admin.SignIn;
using Gateway.Tests.Functional;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Admin.SignIn;

/// <summary>An identity provider, a gateway, and an admin site that signs people in with it.</summary>
internal sealed class OpenIdSite : IAsyncDisposable
{
    private static readonly string[] s_problems = [SignInProblems.NoRole, SignInProblems.NoMasterKey, SignInProblems.ProviderFailed, SignInProblems.ProviderAway, SignInProblems.NoKey];

    private readonly int _port;
    private AdminProcess _admin = null!;

    private OpenIdSite(OpenIdProvider provider, GatewayServer gateway, int port) => (Provider, Gateway, _port) = (provider, gateway, port);

    public OpenIdProvider Provider { get; }

    public GatewayServer Gateway { get; }

    public static async Task<OpenIdSite> StartAsync()
    {
        var port = FreePort.Next();
        var gateway = await GatewayServer.StartAsync(KeyGateway.Models, hostArguments: [$"--services:admin:http:0=http://127.0.0.1:{port}"]);
        var site = new OpenIdSite(await OpenIdProvider.StartAsync(), gateway, port);
        site._admin = await site.StartAdminAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.DisposeAsync();
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }

    public async Task RestartAsync((string Name, string? Value) setting)
    {
        await _admin.DisposeAsync();
        _admin = await StartAdminAsync(setting);
    }

    /// <summary>From the site to the provider, back, and to the page that says what went wrong.</summary>
    public async Task<string?> ProblemAsync()
    {
        using var browser = Browser();
        var address = new Uri(Gateway.Address, "/ui/sign-in/provider");
        while (!address.Query.Contains("problem=", StringComparison.Ordinal))
        {
            address = await NextAsync(browser, address);
        }

        var shown = WebUtility.HtmlDecode(await browser.GetStringAsync(address));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(new Uri(Gateway.Address, "/ui/keys"))).StatusCode);
        return s_problems.SingleOrDefault(problem => shown.Contains(problem, StringComparison.Ordinal));
    }

    /// <summary>Where this address leads on to.</summary>
    public static async Task<Uri> NextAsync(HttpClient browser, Uri address)
    {
        using var response = await browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return new Uri(address, response.Headers.Location!);
    }

    public static HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    private Task<AdminProcess> StartAdminAsync(params (string Name, string? Value)[] settings) => AdminProcess.StartAsync(
        _port, Gateway.Address,
        [("OIDC_AUTHORITY", Provider.Authority), ("OIDC_CLIENT_ID", OpenIdProvider.ClientId), ("OIDC_CLIENT_SECRET", OpenIdProvider.ClientSecret), .. settings]);
}
