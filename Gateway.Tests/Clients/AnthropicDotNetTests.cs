using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Gateway.Tests.Functional;

namespace Gateway.Tests.Clients;

/// <summary>Anthropic's own .NET client against the gateway, over a vLLM model.</summary>
public sealed class AnthropicDotNetTests
{
    [Fact]
    public async Task Message_is_answered()
    {
        await using var gateway = await ClientGateway.StartAsync();

        var message = await Client(gateway).Messages.Create(Ask("Explain Docker in simple terms."));

        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.NotEmpty(text.Text);
        Assert.Equal("end_turn", message.StopReason!.Raw());
        Assert.True(message.Usage.InputTokens > 0 && message.Usage.OutputTokens > 0);
    }

    [Fact]
    public async Task Streamed_pieces_make_the_whole_message()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var whole = await Client(gateway).Messages.Create(Ask("Hello"));
        Assert.True(whole.Content[0].TryPickText(out var expected));

        var text = "";
        var events = 0;
        await foreach (var item in Client(gateway).Messages.CreateStreaming(Ask("Hello")))
        {
            events++;
            if (item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece))
            {
                text += piece.Text;
            }
        }

        Assert.Equal(expected.Text, text);
        Assert.True(events > 5);
    }

    [Fact]
    public async Task Tool_is_called_and_its_result_answered()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var question = new UserMessageParam { Content = "What's the weather in Paris?" };

        var first = await Client(gateway).Messages.Create(Ask("What's the weather in Paris?") with { Tools = [Weather()], ToolChoice = new ToolChoiceAny() });
        var call = first.Content.Select(block => block.TryPickToolUse(out var use) ? use : null).Single(use => use is not null)!;
        var second = await Client(gateway).Messages.Create(Ask("") with
        {
            Tools = [Weather()],
            Messages =
            [
                question,
                new AssistantMessageParam { Content = new List<ContentBlockParam> { new ToolUseBlockParam { ID = call.ID, Name = call.Name, Input = call.Input } } },
                new UserMessageParam { Content = new List<ContentBlockParam> { new ToolResultBlockParam { ToolUseID = call.ID, Content = "21 degrees" } } },
            ],
        });

        Assert.Equal(JsonValueKind.String, call.Input["location"].ValueKind);
        Assert.Equal("end_turn", second.StopReason!.Raw());
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        await using var gateway = await ClientGateway.StartAsync();

        var count = await Client(gateway).Messages.CountTokens(new MessageCountTokensParams { Model = ClientGateway.Chat, Messages = [new UserMessageParam { Content = "How many?" }] });

        Assert.True(count.InputTokens > 0);
    }

    [Fact]
    public async Task Wrong_key_is_an_unauthorized_exception()
    {
        await using var gateway = await ClientGateway.StartAsync();

        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => Client(gateway, "sk-wrong").Messages.Create(Ask("Hello")));
    }

    private static AnthropicClient Client(ClientGateway gateway, string key = GatewayServer.MasterKey) =>
        new() { ApiKey = key, BaseUrl = gateway.Server.Address.ToString().TrimEnd('/'), MaxRetries = 0 };

    private static MessageCreateParams Ask(string content) => new()
    {
        Model = ClientGateway.Chat,
        MaxTokens = 200,
        Messages = [new UserMessageParam { Content = content }],
    };

    private static Tool Weather() => new()
    {
        Name = "get_weather",
        Description = "Get weather in a location",
        InputSchema = new InputSchema { Properties = new Dictionary<string, JsonElement> { ["location"] = JsonDocument.Parse("""{"type":"string"}""").RootElement }, Required = ["location"] },
    };
}
