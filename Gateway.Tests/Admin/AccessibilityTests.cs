using System.Text.Json;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Microsoft.Playwright;

namespace Gateway.Tests.Admin;

/// <summary>
/// Every page in light and dark, on a desktop and on a phone: axe finds nothing serious, and nothing is wider than the screen. With
/// <c>SCREENSHOTS=FOLDER</c> a picture of each is kept there (<c>eng/screenshots.sh</c>).
/// </summary>
[Collection(AdminCollection.Name)]
public sealed class AccessibilityTests(AdminSite site)
{
    private const int Desktop = 1280;
    private const int Phone = 390;

    private static readonly (string Path, string Heading)[] s_details = [("/teams?team=research", "Teams"), ("/organizations?organization=university", "Organizations")];

    private static readonly string s_axe = Repository.File("Gateway.Tests", "Clients", "JavaScript", "node_modules", "axe-core", "axe.min.js");
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("SCREENSHOTS");

    [Theory]
    [InlineData("light", Desktop)]
    [InlineData("dark", Desktop)]
    [InlineData("light", Phone)]
    [InlineData("dark", Phone)]
    public async Task Pages_are_accessible_and_fit(string theme, int width)
    {
        await SampleData.FillAsync(site);
        await using var page = await site.NewPageAsync(theme: theme, width: width, height: width == Phone ? 844 : 900);
        var key = (await site.Gateway.GetAsync("/key/list?search=search-service")).GetProperty("keys")[0].GetString();

        Assert.Empty(await FindAsync(page, [.. AdminPages.All, ($"/keys?key={key}", "Keys"), .. s_details], $"-{theme}-{Device(width)}"));
    }

    [Theory]
    [InlineData(Desktop)]
    [InlineData(Phone)]
    public async Task Pages_of_whoever_is_no_administrator_are_accessible_and_fit(int width)
    {
        await SampleData.FillAsync(site);
        await using var page = await site.NewPageAsync(signedIn: false, width: width, height: width == Phone ? 844 : 900);
        await page.SignInWithKeyAsync(await site.Gateway.NewKeyAsync("""{"user_id":"ada"}"""));

        Assert.Empty(await FindAsync(page, [("/keys", "Keys"), ("/teams", "Teams"), ("/organizations", "Organizations"), ("/usage?team=research", "Usage"), .. s_details], $"-own-{Device(width)}"));
    }

    [Fact]
    public async Task Form_is_accessible_and_can_be_left_with_the_keyboard()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/keys", "Keys");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByLabel("Name", new() { Exact = true })).ToBeVisibleAsync();

        Assert.Empty(await FindAsync(page));
        await Assertions.Expect(page.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.GetByLabel("Name", new() { Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sign_in_page_is_accessible()
    {
        await using var page = await site.NewPageAsync(signedIn: false);
        await page.Page.GotoAsync("/ui/sign-in");

        Assert.Empty(await FindAsync(page));
        await PictureAsync(page, "sign-in-light-desktop");
    }

    private static string Device(int width) => width == Phone ? "phone" : "desktop";

    private static async Task<List<string>> FindAsync(AdminPage page, IEnumerable<(string Path, string Heading)> pages, string suffix)
    {
        List<string> problems = [];
        foreach (var (path, heading) in pages)
        {
            await page.OpenAsync(path, heading);
            await Assertions.Expect(page.Page.Locator(".loading.on")).ToHaveCountAsync(0);
            problems.AddRange((await FindAsync(page)).Select(problem => $"{path}: {problem}"));
            var wide = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            if (wide > 0)
            {
                problems.Add($"{path}: {wide} pixels wider than the screen.");
            }

            await PictureAsync(page, (path.Length == 0 ? "overview" : path[1..].Split('=')[0].Replace('?', '-')) + suffix);
        }

        return problems;
    }

    private static async Task<List<string>> FindAsync(AdminPage page)
    {
        Assert.True(File.Exists(s_axe), "axe is not installed: run ./test.sh, or npm install in Gateway.Tests/Clients/JavaScript.");
        await page.Page.EvaluateAsync(await File.ReadAllTextAsync(s_axe));
        var result = await page.Page.EvaluateAsync<JsonElement>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })");
        return
        [
            .. result.GetProperty("violations").EnumerateArray()
                .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(violation => $"{violation.GetProperty("id")}: {violation.GetProperty("help")}: {violation.GetProperty("nodes")[0].GetProperty("html")} {violation.GetProperty("nodes")[0].GetProperty("failureSummary")}"),
        ];
    }

    private static async Task PictureAsync(AdminPage page, string name)
    {
        if (s_pictures is not null)
        {
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        }
    }
}
