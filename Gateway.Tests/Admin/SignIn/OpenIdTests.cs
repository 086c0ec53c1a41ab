using System.Net;
using System.Text.Json.Nodes;
using Gateway.Admin.SignIn;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin.SignIn;

/// <summary>The whole way through an identity provider and back, over the real site behind the real gateway.</summary>
[Collection(AdminCollection.Name)]
public sealed class OpenIdTests(AdminSite site) : IAsyncLifetime
{
    private OpenIdSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenIdSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Admin_by_the_role_claim_is_led_to_the_page_they_wanted_and_may_change_things()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_site.Gateway.Address, "/ui/budgets").ToString());

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Budgets" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("ada@example.com")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a shared budget" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Viewer_sees_everything_and_changes_nothing_and_signing_out_ends_it()
    {
        _site.Provider.Claims["roles"] = new JsonArray("proxy_admin_viewer", "staff");
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_site.Gateway.Address, "/ui/models").ToString());
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
        _site.Provider.Claims = (JsonObject)JsonNode.Parse(token)!;
        _site.Provider.UserInfo = userInfo is null ? null : (JsonObject)JsonNode.Parse(userInfo)!;
        await _site.RestartAsync(("OIDC_ROLE_CLAIM", claim));
        using var browser = OpenIdSite.Browser();

        var back = await OpenIdSite.NextAsync(browser, await OpenIdSite.NextAsync(browser, await OpenIdSite.NextAsync(browser, new Uri(_site.Gateway.Address, "/ui/sign-in/provider"))));

        Assert.Equal("/ui/signed-in", back.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(_site.Gateway.Address, "/ui/keys"))).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_not_let_in_and_tries_again_still_gets_to_the_page_they_wanted()
    {
        _site.Provider.Denies = true;
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync(new Uri(_site.Gateway.Address, "/ui/budgets").ToString());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();
        await Expect(page.Page.GetByText(SignInProblems.ProviderFailed)).ToBeVisibleAsync();
        _site.Provider.Denies = false;

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Budgets" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Behind_something_that_ends_tls_the_provider_and_the_cookies_are_given_the_public_address()
    {
        await _site.RestartAsync(("PROXY_BASE_URL", "https://gateway.example.com"));
        using var browser = OpenIdSite.Browser();

        using var answer = await browser.GetAsync(new Uri(_site.Gateway.Address, "/ui/sign-in/provider"));

        Assert.Equal("https://gateway.example.com/ui/signin-oidc", System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["redirect_uri"]);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"roles":["staff"]}""", SignInProblems.NoRole)]
    [InlineData("""{"email":"eve@example.com"}""", SignInProblems.NoRole)]
    public async Task Whoever_has_no_role_is_told_so_and_gets_no_session(string claims, string problem)
    {
        _site.Provider.Claims = (JsonObject)JsonNode.Parse(claims)!;

        Assert.Equal(problem, await _site.ProblemAsync());
    }

    [Theory]
    [InlineData(nameof(OpenIdProvider.Denies))]
    [InlineData(nameof(OpenIdProvider.SignsWithAnotherKey))]
    [InlineData(nameof(OpenIdProvider.MixesUpNonces))]
    [InlineData(nameof(OpenIdProvider.MixesUpClients))]
    public async Task What_the_provider_did_not_make_for_this_sign_in_opens_nothing(string fault)
    {
        _site.Provider.Denies = fault == nameof(OpenIdProvider.Denies);
        _site.Provider.SignsWithAnotherKey = fault == nameof(OpenIdProvider.SignsWithAnotherKey);
        _site.Provider.MixesUpNonces = fault == nameof(OpenIdProvider.MixesUpNonces);
        _site.Provider.MixesUpClients = fault == nameof(OpenIdProvider.MixesUpClients);

        Assert.Equal(SignInProblems.ProviderFailed, await _site.ProblemAsync());
    }

    [Fact]
    public async Task Provider_that_does_not_answer_is_told_on_the_sign_in_page()
    {
        await _site.Provider.DisposeAsync();

        Assert.Equal(SignInProblems.ProviderAway, await _site.ProblemAsync());
    }

    [Fact]
    public async Task Answer_of_the_provider_counts_only_in_the_browser_that_asked()
    {
        using var asked = OpenIdSite.Browser();
        var toProvider = await OpenIdSite.NextAsync(asked, new Uri(_site.Gateway.Address, "/ui/sign-in/provider"));
        var answer = await OpenIdSite.NextAsync(asked, toProvider);
        using var other = OpenIdSite.Browser();

        var led = await OpenIdSite.NextAsync(other, answer);

        Assert.Contains("problem=", led.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync(new Uri(_site.Gateway.Address, "/ui/keys"))).StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example/ui/")]
    [InlineData("/ui/\\elsewhere.example")]
    public async Task Address_from_outside_leads_to_no_other_site(string to)
    {
        using var browser = OpenIdSite.Browser();
        var started = new Uri(_site.Gateway.Address, $"/ui/sign-in/provider?to={Uri.EscapeDataString(to)}");

        var signedIn = await OpenIdSite.NextAsync(browser, await OpenIdSite.NextAsync(browser, await OpenIdSite.NextAsync(browser, started)));
        var page = await browser.GetStringAsync(new Uri(_site.Gateway.Address, signedIn));

        Assert.Contains("url=/ui/\"", page, StringComparison.Ordinal);
    }
}
