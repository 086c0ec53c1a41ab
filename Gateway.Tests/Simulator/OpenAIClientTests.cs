using System.ClientModel;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Gateway.Tests.Simulator;

public sealed class OpenAIClientTests : IAsyncLifetime
{
    private SimulatedFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(
        new EngineSettings { Name = "chat", Model = "m" }, new EngineSettings { Name = "embed", Model = "e", Task = EngineTask.Embed, EmbeddingDimensions = 32 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    private ChatClient Chat => new("m", new ApiKeyCredential("none"), Options("chat"));

    private OpenAIClientOptions Options(string engine) => new() { Endpoint = new Uri(_fleet[engine].Address, "/v1") };

    [Fact]
    public async Task A_chat_is_answered_with_usage()
    {
        ChatCompletion answer = await Chat.CompleteChatAsync("Hello!");

        Assert.NotEqual("", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task A_stream_gives_text_finish_reason_and_usage()
    {
        var text = new StringBuilder();
        ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat.CompleteChatStreamingAsync("Hello!"))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            reason ??= update.FinishReason;
            usage ??= update.Usage;
        }

        ChatCompletion whole = await Chat.CompleteChatAsync("Hello!");
        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.Equal(ChatFinishReason.Stop, reason);
        Assert.Equal(whole.Usage.OutputTokenCount, usage!.OutputTokenCount);
    }

    [Fact]
    public async Task A_tool_call_and_its_result_make_a_conversation()
    {
        var tool = ChatTool.CreateFunctionTool("get_weather", "The weather of a city", BinaryData.FromString("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"""));
        var options = new ChatCompletionOptions { Tools = { tool } };
        var messages = new List<ChatMessage> { new UserChatMessage("What is the weather in Oslo?") };

        ChatCompletion call = await Chat.CompleteChatAsync(messages, options);
        messages.Add(new AssistantChatMessage(call));
        messages.Add(new ToolChatMessage(call.ToolCalls[0].Id, "Rain."));
        ChatCompletion answer = await Chat.CompleteChatAsync(messages, options);

        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("get_weather", call.ToolCalls[0].FunctionName);
        using var arguments = JsonDocument.Parse(call.ToolCalls[0].FunctionArguments);
        Assert.Equal(JsonValueKind.String, arguments.RootElement.GetProperty("city").ValueKind);
        Assert.NotEqual("", answer.Content[0].Text);
    }

    [Fact]
    public async Task A_JSON_schema_is_kept()
    {
        const string Schema = """{"type": "object", "properties": {"steps": {"type": "array", "items": {"type": "string"}}, "answer": {"type": "integer"}}, "required": ["steps", "answer"], "additionalProperties": false}""";
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("solution", BinaryData.FromString(Schema), jsonSchemaIsStrict: true) };

        ChatCompletion answer = await Chat.CompleteChatAsync([new UserChatMessage("Solve it.")], options);

        Assert.Empty(SchemaValidator.Check(Schema, answer.Content[0].Text));
    }

    [Fact]
    public async Task Embeddings_come_as_vectors()
    {
        var client = new EmbeddingClient("e", new ApiKeyCredential("none"), Options("embed"));

        OpenAIEmbeddingCollection answer = await client.GenerateEmbeddingsAsync(["a cat", "a dog"]);

        Assert.Equal(2, answer.Count);
        Assert.Equal(32, answer[0].ToFloats().Length);
        Assert.True(answer.Usage.InputTokenCount > 0);
    }
}
