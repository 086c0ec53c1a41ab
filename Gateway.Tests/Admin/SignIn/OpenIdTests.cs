using System.Net;
using System.Text.Json.Nodes;
using Gateway.Admin.SignIn;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin.SignIn;

/// <summary>The whole way through an identity provider and back, over the real site behind the real gateway.</summary>
[Collection(AdminCollection.Name)]
public sealed class OpenIdTests(AdminSite site) : IAsyncLifetime
{
    private readonly int _port = Servers.FreePort.Next();
    private OpenIdProvider _provider = null!;
    private GatewayServer _gateway = null!;
    private AdminProcess _admin = null!;

    public async Task InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync();
        _gateway = await GatewayServer.StartAsync(KeyGateway.Models, hostArguments: [$"--services:admin:http:0=http://127.0.0.1:{_port}"]);
        _admin = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Admin_by_the_role_claim_is_led_to_the_page_they_wanted_and_may_change_things()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_gateway.Address, "/ui/budgets").ToString());

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Budgets" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("ada@example.com")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a shared budget" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Viewer_sees_everything_and_changes_nothing_and_signing_out_ends_it()
    {
        _provider.Claims["roles"] = new JsonArray("proxy_admin_viewer", "staff");
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_gateway.Address, "/ui/models").ToString());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Models" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "a", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Add a deployment" })).ToHaveCountAsync(0);

        await page.ClickAsync("Sign out");

        await Expect(page.Page.GetByLabel("Password")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("""{"roles":["proxy_admin"]}""", null, null)]
    [InlineData("""{"roles":"proxy_admin"}""", null, null)]
    [InlineData("""{}""", """{"roles":["staff","proxy_admin_viewer"]}""", null)]
    [InlineData("""{"realm_access":{"roles":["proxy_admin"]}}""", null, "realm_access.roles")]
    [InlineData("""{}""", """{"resource_access":{"gateway":{"roles":["proxy_admin"]}}}""", "resource_access.gateway.roles")]
    [InlineData("""{"https://example.com/roles":["proxy_admin"]}""", null, "https://example.com/roles")]
    public async Task Role_is_found_where_the_provider_puts_it(string token, string? userInfo, string? claim)
    {
        _provider.Claims = (JsonObject)JsonNode.Parse(token)!;
        _provider.UserInfo = userInfo is null ? null : (JsonObject)JsonNode.Parse(userInfo)!;
        await RestartAsync(("OIDC_ROLE_CLAIM", claim));
        using var browser = Browser();

        var back = await NextAsync(browser, await NextAsync(browser, await NextAsync(browser, new Uri(_gateway.Address, "/ui/sign-in/provider"))));

        Assert.Equal("/ui/signed-in", back.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(_gateway.Address, "/ui/keys"))).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_not_let_in_and_tries_again_still_gets_to_the_page_they_wanted()
    {
        _provider.Denies = true;
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_gateway.Address, "/ui/budgets").ToString());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();
        await Expect(page.Page.GetByText(SignInProblems.ProviderFailed)).ToBeVisibleAsync();
        _provider.Denies = false;

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Budgets" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Behind_something_that_ends_tls_the_provider_and_the_cookies_are_given_the_public_address()
    {
        await RestartAsync(("PROXY_BASE_URL", "https://gateway.example.com"));
        using var browser = Browser();

        using var answer = await browser.GetAsync(new Uri(_gateway.Address, "/ui/sign-in/provider"));

        Assert.Equal("https://gateway.example.com/ui/signin-oidc", System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["redirect_uri"]);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"roles":["staff"]}""", SignInProblems.NoRole)]
    [InlineData("""{"email":"eve@example.com"}""", SignInProblems.NoRole)]
    public async Task Whoever_has_no_role_is_told_so_and_gets_no_session(string claims, string problem)
    {
        _provider.Claims = (JsonObject)JsonNode.Parse(claims)!;

        Assert.Equal(problem, await ProblemAsync());
    }

    [Theory]
    [InlineData(nameof(OpenIdProvider.Denies))]
    [InlineData(nameof(OpenIdProvider.SignsWithAnotherKey))]
    [InlineData(nameof(OpenIdProvider.MixesUpNonces))]
    [InlineData(nameof(OpenIdProvider.MixesUpClients))]
    public async Task What_the_provider_did_not_make_for_this_sign_in_opens_nothing(string fault)
    {
        _provider.Denies = fault == nameof(OpenIdProvider.Denies);
        _provider.SignsWithAnotherKey = fault == nameof(OpenIdProvider.SignsWithAnotherKey);
        _provider.MixesUpNonces = fault == nameof(OpenIdProvider.MixesUpNonces);
        _provider.MixesUpClients = fault == nameof(OpenIdProvider.MixesUpClients);

        Assert.Equal(SignInProblems.ProviderFailed, await ProblemAsync());
    }

    [Fact]
    public async Task Provider_that_does_not_answer_is_told_on_the_sign_in_page()
    {
        await _provider.DisposeAsync();

        Assert.Equal(SignInProblems.ProviderAway, await ProblemAsync());
    }

    [Fact]
    public async Task Answer_of_the_provider_counts_only_in_the_browser_that_asked()
    {
        using var asked = Browser();
        var toProvider = await NextAsync(asked, new Uri(_gateway.Address, "/ui/sign-in/provider"));
        var answer = await NextAsync(asked, toProvider);
        using var other = Browser();

        var led = await NextAsync(other, answer);

        Assert.Contains("problem=", led.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync(new Uri(_gateway.Address, "/ui/keys"))).StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example/ui/")]
    [InlineData("/ui/\\elsewhere.example")]
    public async Task Address_from_outside_leads_to_no_other_site(string to)
    {
        using var browser = Browser();
        var started = new Uri(_gateway.Address, $"/ui/sign-in/provider?to={Uri.EscapeDataString(to)}");

        var signedIn = await NextAsync(browser, await NextAsync(browser, await NextAsync(browser, started)));
        var page = await browser.GetStringAsync(new Uri(_gateway.Address, signedIn));

        Assert.Contains("url=/ui/\"", page, StringComparison.Ordinal);
    }

    private async Task RestartAsync((string Name, string? Value) setting)
    {
        await _admin.DisposeAsync();
        _admin = await StartAsync(setting);
    }

    private Task<AdminProcess> StartAsync(params (string Name, string? Value)[] settings) => AdminProcess.StartAsync(
        _port, _gateway.Address,
        [("OIDC_AUTHORITY", _provider.Authority), ("OIDC_CLIENT_ID", OpenIdProvider.ClientId), ("OIDC_CLIENT_SECRET", OpenIdProvider.ClientSecret), .. settings]);

    // From the site to the provider, back, and to the page that says what went wrong.
    private async Task<string?> ProblemAsync()
    {
        using var browser = Browser();
        var address = new Uri(_gateway.Address, "/ui/sign-in/provider");
        while (!address.Query.Contains("problem=", StringComparison.Ordinal))
        {
            address = await NextAsync(browser, address);
        }

        var shown = WebUtility.HtmlDecode(await browser.GetStringAsync(address));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(new Uri(_gateway.Address, "/ui/keys"))).StatusCode);
        return new[] { SignInProblems.NoRole, SignInProblems.NoMasterKey, SignInProblems.ProviderFailed, SignInProblems.ProviderAway }.SingleOrDefault(problem => shown.Contains(problem, StringComparison.Ordinal));
    }

    private static async Task<Uri> NextAsync(HttpClient browser, Uri address)
    {
        using var response = await browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return new Uri(address, response.Headers.Location!);
    }

    private static HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
}
