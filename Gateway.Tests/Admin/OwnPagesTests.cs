using System.Net;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>The site for whoever is no administrator of the gateway: admins of organizations and of teams, and their members.</summary>
[Collection(AdminCollection.Name)]
public sealed class OwnPagesTests(AdminSite site)
{
    [Fact]
    public async Task Admin_of_an_organization_makes_a_team_with_a_member_and_a_key_for_it()
    {
        await MakeOrganizationAsync("guild");
        await using var page = await SignInAsync("guild-lead");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Organizations" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Guild of guild" }).ClickAsync();
        await page.SeesAsync("guild-dev");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true })).ToHaveCountAsync(0);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Teams", Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a team" }).First.ClickAsync();
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Bakers");
        await page.ClickAsync("Create the team");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Bakers" })).ToBeVisibleAsync();
        await page.Page.GetByLabel("User id or e-mail").FillAsync("baker");
        await page.ClickAsync("Add");
        await Expect(page.Row("baker")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "create one for this team" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).First.ClickAsync();
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("oven");
        await page.ClickAsync("Create the key");
        var key = await page.Page.GetByRole(AriaRole.Dialog).GetByText("sk-").InnerTextAsync();

        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key.Trim(), more: ",\"max_tokens\":1"));
        var info = (await site.Gateway.GetAsync($"/key/info?key={key.Trim()}")).GetProperty("info");
        var team = (await site.Gateway.GetAsync($"/team/info?team_id={info.GetProperty("team_id").GetString()}")).GetProperty("team_info");
        Assert.Equal(("Bakers", "guild"), (team.GetProperty("team_alias").GetString(), team.GetProperty("organization_id").GetString()));
    }

    [Fact]
    public async Task Admin_of_a_team_sees_what_it_spent_and_blocks_its_keys()
    {
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"crew","team_alias":"Crew","members_with_roles":[{"role":"admin","user_id":"crew-lead"},{"role":"user","user_id":"crew-dev"}]}""");
        var key = await site.Gateway.NewKeyAsync("""{"team_id":"crew","user_id":"crew-dev","key_alias":"key of the crew"}""");
        Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
        await site.Gateway.FlushAsync();
        await using var page = await SignInAsync("crew-lead");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Teams", Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Crew" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove crew-dev" })).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Its requests" }).ClickAsync();
        await page.Row("key of the crew").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "crew-dev" })).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "key of the crew" }).ClickAsync();
        await page.ClickAsync("Block");
        await page.ClickAsync("Block the key");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" })).ToBeVisibleAsync();

        // Whose key it is, is not the admin: the text of it is not for him.
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Regenerate" })).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await site.ChatAsync(key, more: ",\"max_tokens\":1"));
    }

    [Fact]
    public async Task Member_sees_the_organization_and_changes_nothing()
    {
        await MakeOrganizationAsync("club");
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"club-team","team_alias":"Club team","organization_id":"club","members_with_roles":[{"role":"user","user_id":"club-dev"}]}""");
        await using var page = await SignInAsync("club-dev");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Organizations" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Guild of club" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Club team" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Club team" })).ToBeVisibleAsync();
        await page.SeesAsync("Your spend");

        await Expect(page.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { NameRegex = new("Edit|Add|Block|Delete|Remove|Create") })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_in_no_team_is_shown_none()
    {
        await site.Gateway.ManageAsync("/user/new", """{"user_id":"loner","user_role":"internal_user","auto_create_key":false}""");
        await using var page = await SignInAsync("loner");

        await Expect(page.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Gateway", "Keys", "Playground", "Logs", "Usage"]);
    }

    // An admin and a member.
    private async Task MakeOrganizationAsync(string id)
    {
        await site.Gateway.ManageAsync("/organization/new", $$"""{"organization_id":"{{id}}","organization_alias":"Guild of {{id}}"}""");
        await site.Gateway.ManageAsync("/organization/member_add", $$"""{"organization_id":"{{id}}","member":[{"role":"org_admin","user_id":"{{id}}-lead"},{"role":"internal_user","user_id":"{{id}}-dev"}]}""");
    }

    private async Task<AdminPage> SignInAsync(string user)
    {
        var key = await site.Gateway.NewKeyAsync($$"""{"user_id":"{{user}}"}""");
        var page = await site.NewPageAsync(signedIn: false);
        await page.SignInWithKeyAsync(key);
        return page;
    }
}
