using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Admin;

[Collection(AdminCollection.Name)]
public sealed class PlaygroundTests(AdminSite site)
{
    // The smallest PNG: one transparent pixel.
    private static readonly byte[] s_dot = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Playground_streams_an_answer_and_says_what_it_took()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m", "Playground");
        var log = page.Page.GetByRole(AriaRole.Log);

        await page.Page.GetByLabel("Message").FillAsync("Tell me about rivers");
        await page.ClickAsync("Send");

        // While it streams there is some of the answer, and a way to stop it.
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
        await Expect(log.Locator(".message.assistant")).ToBeVisibleAsync();
        await Expect(page.Page.GetByTestId("measures")).ToContainTextAsync("first token");
        await Expect(page.Page.GetByTestId("measures")).ToContainTextAsync("tokens");
        await Expect(page.Page.GetByTestId("measures")).ToContainTextAsync("$");
    }

    [Fact]
    public async Task Two_models_answer_side_by_side()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m&second=other", "Playground");

        await page.Page.GetByLabel("Message").FillAsync("Hello");
        await page.ClickAsync("Send");

        await Expect(page.Page.Locator(".message.assistant")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Model_calls_a_tool_and_answers_with_its_result()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m", "Playground");
        await page.Page.GetByText("Tools and key").ClickAsync();
        await page.Page.GetByLabel("Tools (JSON)").FillAsync("""[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""");

        await page.Page.GetByLabel("Message").FillAsync("What is the weather in Berlin?");
        await page.ClickAsync("Send");
        await Expect(page.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("get_weather({");
        await page.Page.GetByLabel("What the tool says").FillAsync("Sunny, 21 degrees");
        await page.ClickAsync("Send");

        await Expect(page.Page.Locator(".message.tool")).ToContainTextAsync("Sunny, 21 degrees");
        await Expect(page.Page.Locator(".message.assistant")).ToHaveCountAsync(2);
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Image_goes_with_the_message_and_is_shown()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m", "Playground");

        // The field is shown a moment before Blazor's script listens to it; no person is that quick.
        await page.Page.WaitForFunctionAsync("document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = s_dot });
        await page.SeesAsync("1 to send");
        await page.Page.GetByLabel("Message").FillAsync("What do you see?");
        await page.ClickAsync("Send");

        await Expect(page.Page.GetByAltText("Sent with the message")).ToHaveAttributeAsync("src", $"data:image/png;base64,{Convert.ToBase64String(s_dot)}");
        await Expect(page.Page.GetByTestId("measures")).ToContainTextAsync("tokens");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Request_shown_as_curl_runs_in_a_shell()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m", "Playground");
        await page.Page.GetByLabel("Message").FillAsync("It's the river's \"mouth\" & more");
        var code = page.Page.GetByLabel("The request as code");
        await Expect(code).ToContainTextAsync("mouth");

        var command = await code.TextContentAsync();
        var shell = await RunningProgram.RunAsync("bash", ["-c", command!], [("GATEWAY_API_KEY", GatewayServer.MasterKey)]);

        Assert.Contains("chat.completion", shell.Output, StringComparison.Ordinal);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public async Task Tools_that_are_no_json_are_told_and_nothing_is_sent()
    {
        await using var page = await site.NewPageAsync();
        await page.OpenAsync("/playground?model=m", "Playground");
        await page.Page.GetByText("Tools and key").ClickAsync();
        await page.Page.GetByLabel("Tools (JSON)").FillAsync("[{");

        await page.Page.GetByLabel("Message").FillAsync("Hello");
        await page.ClickAsync("Send");

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".message.assistant")).ToHaveCountAsync(0);
    }
}
