using System.Net;
using Gateway.Tests.Functional;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

[Collection(AdminCollection.Name)]
public sealed class FleetPagesTests(AdminSite site)
{
    [Fact]
    public async Task Drained_deployment_gets_no_requests_until_it_is_put_back()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/models?model=m", "Models");
        var address = $"{site.Engine("a").Address}v1";

        await page.Page.GetByRole(AriaRole.Button, new() { Name = $"Drain {address}" }).ClickAsync();
        await page.ClickAsync("Drain it");
        await Expect(page.Row(address)).ToContainTextAsync("drained");
        var before = site.Engine("a").Counters.Received;
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await site.ChatAsync(GatewayServer.MasterKey, more: ",\"max_tokens\":1"));
        }

        Assert.Equal(before, site.Engine("a").Counters.Received);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = $"Undrain {address}" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = $"Drain {address}", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Deployment_added_here_answers_and_is_gone_when_it_is_removed()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/models", "Models");
        await page.ClickAsync("Add a deployment");
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Model group" }).FillAsync("added-here");
        await page.Page.GetByLabel("Model at its server").FillAsync("openai/m");
        await page.Page.GetByLabel("Address").FillAsync($"{site.Engine("b").Address}v1");

        await page.ClickAsync("Add the deployment");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "added-here" })).ToBeVisibleAsync();
        var added = await site.ChatAsync(GatewayServer.MasterKey, "added-here");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove http" }).ClickAsync();
        await page.ClickAsync("Remove it");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "added-here" })).ToHaveCountAsync(0);

        Assert.Equal(HttpStatusCode.OK, added);
        Assert.Equal(HttpStatusCode.NotFound, await site.ChatAsync(GatewayServer.MasterKey, "added-here"));
    }

    [Fact]
    public async Task Routing_is_edited_here_and_given_back_to_the_config_file()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/models", "Models");
        var routing = page.Page.GetByText("Routing: ");
        var before = await routing.TextContentAsync();

        await page.ClickAsync("Edit routing");
        await page.Page.GetByLabel("Strategy").SelectOptionAsync("cost-based-routing");
        await page.Page.GetByLabel("After any failure").FillAsync("m: other");
        await page.ClickAsync("Save");
        await Expect(routing).ToContainTextAsync("cost-based-routing");
        await Expect(page.Page.GetByText("falls back to other")).ToBeVisibleAsync();

        await page.ClickAsync("Edit routing");
        await page.Page.GetByLabel("After any failure").FillAsync("m: nobody");
        await page.ClickAsync("Save");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody");
        await page.Page.GetByLabel("routing_strategy").CheckAsync();
        await page.Page.GetByLabel("fallbacks", new() { Exact = true }).CheckAsync();
        await page.ClickAsync("Save");
        await Expect(page.Page.GetByText("falls back to other")).ToHaveCountAsync(0);
        await Expect(routing).ToHaveTextAsync(before!);
    }

    [Fact]
    public async Task Test_alert_is_sent_and_shown_with_its_target_but_not_the_secret_part_of_its_address()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/settings", "Settings");

        await page.ClickAsync("Send a test");
        await site.Gateway.WhenAsync(() => site.Alerts.Received > 0);
        await page.Page.ReloadAsync();

        await Expect(page.Page.GetByText("This is a test")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("secret-part")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Settings_show_the_config_without_its_secrets()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/settings", "Settings");
        var config = page.Page.GetByLabel("Running configuration").Last;

        await Expect(config).ToContainTextAsync("api_key: (hidden)");
        Assert.DoesNotContain("sk-secret-of-a-provider", await page.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_is_in_the_audit_log()
    {
        await site.Gateway.ManageAsync("/team/new", """{"team_id":"audited-team"}""");
        await using var page = await site.NewPageAsync();

        await page.OpenAsync("/settings?table=teams", "Settings");

        await Expect(page.Row("audited-team")).ToContainTextAsync("created team");
    }
}
