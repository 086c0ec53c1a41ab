using System.Text.Json.Nodes;
using Gateway.Admin.SignIn;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin.SignIn;

/// <summary>Who has no role for the site, but is a user of the gateway, signs in as that user.</summary>
[Collection(AdminCollection.Name)]
public sealed class ProviderUserTests(AdminSite site) : IAsyncLifetime
{
    private OpenIdSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await OpenIdSite.StartAsync();
        _site.Provider.Claims = new JsonObject { ["email"] = "bea@example.com", ["email_verified"] = true };
        await _site.Gateway.PollAsync();
        await _site.Gateway.ManageAsync("/user/new", """{"user_id":"bea","user_email":"bea@example.com","user_role":"internal_user","auto_create_key":false}""");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task User_makes_keys_and_administers_teams_of_their_own_and_sees_nobody_elses()
    {
        await _site.Gateway.ManageAsync("/team/new", """{"team_id":"t","team_alias":"Night shift","members_with_roles":[{"role":"admin","user_id":"bea"}]}""");
        await _site.Gateway.ManageAsync("/team/new", """{"team_id":"o","team_alias":"Day shift"}""");
        await _site.Gateway.NewKeyAsync("""{"key_alias":"somebody-elses"}""");
        await using var page = await site.NewPageAsync(signedIn: false);
        await SignInAsync(page, "/ui/keys");
        await page.ClickAsync("Create a key");
        await page.Page.GetByLabel("Name").FillAsync("for-the-notebook");
        await page.ClickAsync("Create the key");
        await page.ClickAsync("Done");
        await Expect(page.Row("for-the-notebook")).ToBeVisibleAsync();
        await Expect(page.Row("somebody-elses")).ToHaveCountAsync(0);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Teams", Exact = true }).ClickAsync();

        await Expect(page.Row("Night shift")).ToBeVisibleAsync();
        await Expect(page.Row("Day shift")).ToHaveCountAsync(0);
        Assert.Equal("bea", (await _site.Gateway.TextsAsync("SELECT user_id FROM virtual_keys WHERE key_alias = 'for-the-notebook'")).Single());
    }

    [Fact]
    public async Task Signing_out_deletes_the_key_that_was_made_for_the_session()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await SignInAsync(page, "/ui/keys");
        Assert.Single(await KeysAsync());

        await page.ClickAsync("Sign out");
        await Expect(page.Page.GetByLabel("Password")).ToBeVisibleAsync();

        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Signing_in_deletes_what_sessions_left_that_have_expired_and_nothing_else()
    {
        foreach (var alias in (string[])["admin-site bea 1", "bea's own"])
        {
            await _site.Gateway.ManageAsync("/key/generate", $$"""{"user_id":"bea","key_alias":"{{alias}}","duration":"1s"}""");
        }

        await _site.Gateway.TextsAsync("UPDATE virtual_keys SET expires = '2020-01-01T00:00:00Z'");
        await using var page = await site.NewPageAsync(signedIn: false);

        await SignInAsync(page, "/ui/keys");

        var left = await KeysAsync();
        Assert.Equal(2, left.Count);
        Assert.Contains("bea's own", left);
    }

    [Fact]
    public async Task User_may_be_named_by_another_claim()
    {
        _site.Provider.Claims = new JsonObject { ["oid"] = "bea" };
        await _site.RestartAsync(("OIDC_USER_CLAIM", "oid"));
        await using var page = await site.NewPageAsync(signedIn: false);

        await SignInAsync(page, "/ui/keys");

        Assert.Single(await KeysAsync());
    }

    [Theory]
    [InlineData("""{"email":"nobody@example.com","email_verified":true}""")]
    [InlineData("""{"email":"bea@example.com","email_verified":false}""")]
    public async Task Whoever_is_no_user_or_has_not_proved_the_address_is_not_let_in(string claims)
    {
        _site.Provider.Claims = (JsonObject)JsonNode.Parse(claims)!;

        Assert.Equal(SignInProblems.NoRole, await _site.ProblemAsync());
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Gateway_that_makes_no_key_is_told_on_the_sign_in_page()
    {
        await _site.Gateway.TextsAsync("CREATE TRIGGER full BEFORE INSERT ON virtual_keys BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        Assert.Equal(SignInProblems.NoKey, await _site.ProblemAsync());
    }

    private async Task SignInAsync(AdminPage page, string path)
    {
        await page.Page.GotoAsync(new Uri(_site.Gateway.Address, path).ToString());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with single sign-on" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Keys" })).ToBeVisibleAsync();
    }

    private Task<List<string>> KeysAsync() => _site.Gateway.TextsAsync("SELECT key_alias FROM virtual_keys");
}
