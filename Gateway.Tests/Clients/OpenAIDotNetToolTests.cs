using System.Text;
using System.Text.Json;
using OpenAI.Chat;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's own .NET client against the gateway: tools.</summary>
public sealed class OpenAIDotNetToolTests
{
    private static readonly ChatTool s_weather = ChatTool.CreateFunctionTool("get_weather", "Get weather in a location", BinaryData.FromString("""
        { "type": "object", "properties": { "location": { "type": "string" } }, "required": ["location"] }
        """));

    [Fact]
    public async Task Model_calls_the_tool_with_json_arguments()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var options = new ChatCompletionOptions { Tools = { s_weather }, ToolChoice = ChatToolChoice.CreateAutoChoice() };

        ChatCompletion answer = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatAsync([new UserChatMessage("What's the weather in Paris?")], options);

        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        var call = Assert.Single(answer.ToolCalls);
        Assert.Equal("get_weather", call.FunctionName);
        Assert.NotEmpty(call.Id);
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal(JsonValueKind.String, arguments.RootElement.GetProperty("location").ValueKind);
    }

    [Fact]
    public async Task Result_of_the_tool_leads_to_text()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient(ClientGateway.Chat);
        var options = new ChatCompletionOptions { Tools = { s_weather } };
        List<ChatMessage> messages = [new UserChatMessage("What's the weather in Paris?")];
        ChatCompletion call = await client.CompleteChatAsync(messages, options);
        messages.Add(new AssistantChatMessage(call));
        messages.Add(new ToolChatMessage(call.ToolCalls[0].Id, """{"celsius": 21}"""));

        ChatCompletion answer = await client.CompleteChatAsync(messages, options);

        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.NotEmpty(answer.Content[0].Text);
    }

    [Fact]
    public async Task Streamed_tool_call_makes_whole_json_arguments()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var options = new ChatCompletionOptions { Tools = { s_weather } };

        var updates = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat)
            .CompleteChatStreamingAsync([new UserChatMessage("What's the weather in Paris?")], options).ToListAsync();

        var pieces = updates.SelectMany(update => update.ToolCallUpdates).ToList();
        Assert.Equal("get_weather", Assert.Single(pieces, piece => !string.IsNullOrEmpty(piece.FunctionName)).FunctionName);
        var arguments = pieces.Aggregate(new StringBuilder(), (text, piece) => text.Append(piece.FunctionArgumentsUpdate)).ToString();
        using var json = JsonDocument.Parse(arguments);
        Assert.True(json.RootElement.TryGetProperty("location", out _));
        Assert.Contains(updates, update => update.FinishReason == ChatFinishReason.ToolCalls);
    }
}
