using System.Net;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

[Collection(AdminCollection.Name)]
public sealed class SignInTests(AdminSite site)
{
    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_then_where_they_wanted_to_go()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync("/ui/budgets");

        await page.Page.GetByLabel("Password").FillAsync(GatewayServer.MasterKey);
        await page.ClickAsync("Sign in");

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Budgets" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.SignInAsync("admin", GatewayServer.MasterKey);
        var cookies = await page.Page.Context.CookiesAsync();

        await page.ClickAsync("Sign out");
        await Expect(page.Page.GetByLabel("Password")).ToBeVisibleAsync();
        await page.Page.Context.AddCookiesAsync(cookies.Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = cookie.HttpOnly }));
        await page.Page.GotoAsync("/ui/keys");

        await Expect(page.Page.GetByLabel("Password")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Page_whose_session_has_ended_leads_to_signing_in_and_back_to_where_it_was()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.SignInAsync("admin", GatewayServer.MasterKey);
        await page.Page.GotoAsync("/ui/logs?status=failure");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Logs" })).ToBeVisibleAsync();
        var other = await page.Page.Context.NewPageAsync();
        await other.GotoAsync("/ui/keys");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        // The page looks again by itself, and finds that it may not.
        await page.Page.GetByLabel("Password").FillAsync(GatewayServer.MasterKey);
        await page.ClickAsync("Sign in");

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Logs" })).ToBeVisibleAsync();
        Assert.EndsWith("/ui/logs?status=failure", page.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.SignInAsync("admin", GatewayServer.MasterKey);

        var cookie = (await page.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "gateway-admin");

        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.Equal("/ui", cookie.Path);
    }

    [Fact]
    public async Task Master_key_never_reaches_the_browser()
    {
        await using var page = await site.NewPageAsync();
        var received = new List<string>();
        page.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => received.Add(frame.Text ?? System.Text.Encoding.UTF8.GetString(frame.Binary ?? []));
        foreach (var (path, heading) in AdminPages.All)
        {
            await page.OpenAsync(path, heading);
            received.Add(await page.Page.ContentAsync());
        }

        Assert.NotEmpty(received);
        Assert.DoesNotContain(received, text => text.Contains(GatewayServer.MasterKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        using var client = new HttpClient { BaseAddress = site.Gateway.Address };

        using var response = await client.PostAsync("/ui/sign-in", new FormUrlEncodedContent([new("_handler", "sign-in"), new("Username", "admin"), new("Secret", GatewayServer.MasterKey)]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Person_with_a_virtual_key_sees_only_what_is_their_own()
    {
        var mine = await site.Gateway.NewKeyAsync("""{"key_alias":"mine-alone"}""");
        var others = await site.Gateway.NewKeyAsync("""{"key_alias":"somebody-elses"}""");
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(mine, more: ",\"user\":\"my-customer\""));
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(others, more: ",\"user\":\"their-customer\""));
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.SignInWithKeyAsync(mine);
        await Expect(page.Row("mine-alone")).ToBeVisibleAsync();
        await Expect(page.Row("somebody-elses")).ToHaveCountAsync(0);

        await page.OpenAsync("/logs", "Logs");

        await Expect(page.Row("my-customer")).ToBeVisibleAsync();
        await Expect(page.Row("their-customer")).ToHaveCountAsync(0);
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a key" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Internal_user_makes_and_blocks_keys_of_their_own_and_leaves_the_one_in_use_alone()
    {
        var mine = await site.Gateway.NewKeyAsync("""{"key_alias":"signed-in-with","user_id":"self-service"}""");
        await site.Gateway.ManageAsync("/user/new", """{"user_id":"self-service","user_role":"internal_user","auto_create_key":false}""");
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.SignInWithKeyAsync(mine);
        await page.ClickAsync("Create a key");
        await page.Page.GetByLabel("Name").FillAsync("for-the-notebook");
        await Expect(page.Page.GetByLabel("Owner")).ToHaveCountAsync(0);
        await page.ClickAsync("Create the key");
        var key = await page.Page.GetByTestId("new-key").InnerTextAsync();
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key.Trim()));
        await page.ClickAsync("Done");

        await page.Row("for-the-notebook").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.ClickAsync("Block");
        await page.ClickAsync("Block the key");
        await page.SeesAsync("The key is blocked.");
        Assert.Equal(HttpStatusCode.Unauthorized, await site.ChatAsync(key.Trim()));
        await page.OpenAsync("/keys", "Keys");
        await page.Row("signed-in-with").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.SeesAsync("Its requests");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Report_asked_for_with_a_virtual_key_holds_only_its_own_requests()
    {
        var mine = await site.Gateway.NewKeyAsync("""{"key_alias":"own-report"}""");
        var others = await site.Gateway.NewKeyAsync();
        using var client = site.Gateway.NewClient(mine);
        var hash = (await site.Gateway.GetAsync("/key/info", client)).GetProperty("key").GetString();
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(mine));
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(others));
        await site.Gateway.WhenAsync(() => site.Gateway.GetAsync("/spend/logs/ui", client).Result.GetProperty("data").GetArrayLength() > 0);

        var rows = (await site.Gateway.GetAsync("/spend/logs/ui?api_key=" + others, client)).GetProperty("data").EnumerateArray().ToList();
        var groups = (await site.Gateway.GetAsync("/global/spend/groups?group_by=key", client)).GetProperty("data").EnumerateArray().ToList();

        Assert.All(rows, row => Assert.Equal(hash, row.GetProperty("api_key").GetString()));
        Assert.All(groups, row => Assert.Equal(hash, row.GetProperty("id").GetString()));
    }
}
