using System.Net;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>Budgets and limits of tags, organizations and team members, from the form to the refused request.</summary>
[Collection(AdminCollection.Name)]
public sealed class AccessPagesTests(AdminSite site)
{
    [Fact]
    public async Task Tag_with_a_used_up_budget_refuses_requests_until_it_is_deleted()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/tags", "Tags");
        await page.ClickAsync("Add a tag");
        await page.Page.GetByLabel("Tag", new() { Exact = true }).FillAsync("nightly");
        await page.Page.GetByLabel("Budget (US dollars)").FillAsync("0.0001");
        await page.ClickAsync("Add the tag");
        await Expect(page.Row("nightly")).ToContainTextAsync("$");

        const string Tagged = ""","max_tokens":1,"metadata":{"tags":["nightly"]}""";
        var first = await site.ChatAsync(GatewayServer.MasterKey, more: Tagged);
        await site.Gateway.WhenIdleAsync();
        var key = await site.Gateway.NewKeyAsync();
        var second = await site.ChatAsync(key, more: Tagged);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Delete nightly" }).ClickAsync();
        await page.ClickAsync("Delete the tag");
        await Expect(page.Row("nightly")).ToHaveCountAsync(0);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first, second));
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key, more: Tagged));
    }

    [Fact]
    public async Task Tags_of_a_team_are_set_in_its_form_and_are_on_its_requests()
    {
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"tagged-team"}""");
        var key = await site.Gateway.NewKeyAsync("""{"team_id":"tagged-team","key_alias":"of-the-tagged"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/teams?team=tagged-team", "Teams");
        await page.ClickAsync("Edit");
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Tagged");
        await page.Page.GetByLabel("Tags").FillAsync("alpha, beta");
        await page.ClickAsync("Save");
        await Expect(page.Page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "alpha, beta" })).ToBeVisibleAsync();

        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
        await site.Gateway.FlushAsync();
        await page.OpenAsync("/logs?tag=beta", "Logs");

        await Expect(page.Row("of-the-tagged")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Limit_of_a_member_is_set_on_the_team_and_holds_for_the_members_keys_there()
    {
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"limited-team","members_with_roles":[{"role":"user","user_id":"member-1"}]}""");
        var key = await site.Gateway.NewKeyAsync("""{"team_id":"limited-team","user_id":"member-1"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/teams?team=limited-team", "Teams");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Edit member-1" }).ClickAsync();
        await page.Page.GetByLabel("Requests a minute").FillAsync("1");
        await page.ClickAsync("Save");
        await Expect(page.Row("member-1")).ToContainTextAsync("1 requests/min");

        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
    }

    [Fact]
    public async Task Team_that_is_put_into_an_organization_is_held_to_it_until_it_is_unblocked()
    {
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"joining-team","team_alias":"Joining"}""");
        var key = await site.Gateway.NewKeyAsync("""{"team_id":"joining-team"}""");
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/organizations", "Organizations");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create an organization" }).First.ClickAsync();
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Works");
        await page.ClickAsync("Create the organization");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Works" })).ToBeVisibleAsync();

        await page.OpenAsync("/teams?team=joining-team", "Teams");
        await page.ClickAsync("Edit");
        await page.Page.GetByLabel("Organization").SelectOptionAsync("Works");
        await page.ClickAsync("Save");
        await page.Page.GetByRole(AriaRole.Definition).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Joining" })).ToBeVisibleAsync();
        await page.ClickAsync("Block");
        await page.ClickAsync("Block the organization");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" })).ToBeVisibleAsync();
        var blocked = await site.ChatAsync(key, more: ",\"max_tokens\":1");
        await page.ClickAsync("Unblock");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true })).ToBeVisibleAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, blocked);
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
    }
}
