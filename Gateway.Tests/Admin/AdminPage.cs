using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

/// <summary>One tab of the browser, with short ways to do what people do.</summary>
internal sealed class AdminPage(IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    /// <summary>Completes when the page is connected and shows this heading.</summary>
    public async Task OpenAsync(string path, string heading)
    {
        await page.GotoAsync("/ui" + path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading })).ToBeVisibleAsync();
    }

    public async Task SignInAsync(string username, string password)
    {
        await page.GotoAsync("/ui/sign-in");
        await page.GetByLabel("User name").FillAsync(username);
        await page.GetByLabel("Password").FillAsync(password);
        await ClickAsync("Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Overview" })).ToBeVisibleAsync();
    }

    /// <summary>As whoever the key belongs to.</summary>
    public async Task SignInWithKeyAsync(string key)
    {
        await page.GotoAsync("/ui/sign-in?with=key");
        await page.GetByLabel("Virtual key").FillAsync(key);
        await ClickAsync("Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Keys" })).ToBeVisibleAsync();
    }

    public Task ClickAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task SeesAsync(string text) => Expect(page.GetByText(text).First).ToBeVisibleAsync();

    /// <summary>The row of a table that has this text.</summary>
    public ILocator Row(string text) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = text });

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}
