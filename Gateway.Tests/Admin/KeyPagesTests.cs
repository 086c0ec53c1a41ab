using System.Net;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>A key's life, as the person who hands it out sees it.</summary>
[Collection(AdminCollection.Name)]
public sealed class KeyPagesTests(AdminSite site)
{
    [Fact]
    public async Task Key_made_here_is_shown_once_and_works()
    {
        await using var page = await site.NewPageAsync();

        var key = await CreateAsync(page, "made-here");

        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key));
        await page.ClickAsync("Done");
        await Expect(page.Row("made-here")).ToBeVisibleAsync();
        await Expect(page.Page.GetByTestId("new-key")).ToHaveCountAsync(0);
        Assert.DoesNotContain(key, await page.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_is_to_rotate_says_how_often_and_when_next()
    {
        await site.Gateway.NewKeyAsync("""{"key_alias":"rotating"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys?search=rotating", "Keys");
        await page.Row("rotating").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.ClickAsync("Edit");
        await page.Page.GetByText("More: expiry").ClickAsync();

        await page.Page.GetByLabel("Rotates every").FillAsync("90d");
        await page.ClickAsync("Save");

        await page.SeesAsync("every 90d, next");
    }

    [Fact]
    public async Task Priority_of_a_key_is_set_and_taken_away_and_leaves_the_rest_of_its_metadata()
    {
        await site.Gateway.NewKeyAsync("""{"key_alias":"urgent","metadata":{"owner":"shop"}}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys?search=urgent", "Keys");
        await page.Row("urgent").GetByRole(AriaRole.Link).First.ClickAsync();

        await SetAsync("prod");
        await Expect(page.Page.Locator("dt:text-is('Priority') + dd")).ToHaveTextAsync("prod");
        Assert.Equal("""{"owner":"shop","priority":"prod"}""", await MetadataAsync());

        await SetAsync("");
        await Expect(page.Page.Locator("dt:text-is('Priority')")).ToHaveCountAsync(0);
        Assert.Equal("""{"owner":"shop"}""", await MetadataAsync());

        async Task SetAsync(string priority)
        {
            await page.ClickAsync("Edit");
            await page.Page.GetByText("More: expiry").ClickAsync();
            await page.Page.GetByLabel("Priority").FillAsync(priority);
            await page.ClickAsync("Save");
        }

        async Task<string> MetadataAsync() =>
            (await site.Gateway.GetAsync("/key/list?key_alias=urgent&return_full_object=true")).GetProperty("keys")[0].GetProperty("metadata").GetRawText();
    }

    [Fact]
    public async Task Session_of_a_request_leads_to_all_of_its_requests()
    {
        var key = await site.Gateway.NewKeyAsync("""{"key_alias":"in-session"}""");
        using (var client = site.Gateway.NewClient(key))
        {
            foreach (var more in (string[])[",\"litellm_session_id\":\"talk-1\"", ",\"litellm_session_id\":\"talk-1\"", ""])
            {
                using var answer = await site.Gateway.ChatAsync("m", more, client);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }

        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/logs?search=in-session", "Logs");
        await Expect(page.Row("in-session")).ToHaveCountAsync(3);
        await page.Row("in-session").Last.GetByRole(AriaRole.Link).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "talk-1" }).ClickAsync();

        await page.SeesAsync("Only session");
        await Expect(page.Row("in-session")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Request_appears_in_the_logs_while_they_are_open()
    {
        var key = await site.Gateway.NewKeyAsync("""{"key_alias":"live-tail"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/logs?search=live-tail", "Logs");
        await page.SeesAsync("No request fits");

        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key));

        await Expect(page.Row("live-tail")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cost_of_a_request_is_in_the_usage_and_leads_to_its_row()
    {
        var key = await site.Gateway.NewKeyAsync("""{"key_alias":"paying"}""");
        using (var client = site.Gateway.NewClient(key))
        using (var answer = await site.Gateway.ChatAsync("m", ",\"max_tokens\":10", client))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/logs?search=paying", "Logs");
        var row = page.Row("paying");
        await Expect(row).ToBeVisibleAsync();
        var cost = await row.GetByRole(AriaRole.Cell).Nth(5).InnerTextAsync();
        await page.OpenAsync("/usage?by=key", "Usage");
        await Expect(page.Row("paying")).ToContainTextAsync(cost);

        await page.Row("paying").GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Row("paying")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Logs" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Limit_set_here_is_kept_and_the_refusal_is_in_the_logs()
    {
        await using var page = await site.NewPageAsync();
        var key = await CreateAsync(page, "limited", ("Requests a minute", "1"));
        await page.ClickAsync("Done");
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key));
        Assert.Equal(HttpStatusCode.TooManyRequests, await site.ChatAsync(key));

        await page.OpenAsync("/logs?search=limited&status=failure", "Logs");

        await Expect(page.Row("limited")).ToContainTextAsync("429");
    }

    [Fact]
    public async Task Blocked_key_is_refused_and_unblocked_it_works_again()
    {
        var key = await site.Gateway.NewKeyAsync("""{"key_alias":"to-block"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys?search=to-block", "Keys");
        await page.Row("to-block").GetByRole(AriaRole.Link).ClickAsync();

        await page.ClickAsync("Block");
        await page.ClickAsync("Block the key");
        await page.SeesAsync("blocked");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" })).ToBeVisibleAsync();
        var blocked = await site.ChatAsync(key);
        await page.ClickAsync("Unblock");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true })).ToBeVisibleAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, blocked);
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key));
    }

    [Fact]
    public async Task Deleting_asks_first_and_cancel_changes_nothing()
    {
        var key = await site.Gateway.NewKeyAsync("""{"key_alias":"spared"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys?search=spared", "Keys");
        await page.Row("spared").GetByRole(AriaRole.Link).ClickAsync();

        await page.ClickAsync("Delete");
        await page.SeesAsync("This cannot be undone.");
        await page.ClickAsync("Cancel");

        await Expect(page.Page.GetByText("This cannot be undone.")).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key));
    }

    [Fact]
    public async Task Regenerated_key_has_a_new_value_and_the_old_one_ends()
    {
        var old = await site.Gateway.NewKeyAsync("""{"key_alias":"renewed"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys?search=renewed", "Keys");
        await page.Row("renewed").GetByRole(AriaRole.Link).ClickAsync();

        await page.ClickAsync("Regenerate");
        await page.ClickAsync("Regenerate the key");
        var created = await page.Page.GetByTestId("new-key").InnerTextAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await site.ChatAsync(old));
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(created));
    }

    private static async Task<string> CreateAsync(AdminPage page, string name, params (string Label, string Value)[] fields)
    {
        await page.OpenAsync("/keys", "Keys");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).First.ClickAsync();
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        foreach (var (label, value) in fields)
        {
            await page.Page.GetByLabel(label, new() { Exact = true }).FillAsync(value);
        }

        await page.ClickAsync("Create the key");
        return await page.Page.GetByTestId("new-key").InnerTextAsync();
    }
}
