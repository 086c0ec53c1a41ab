using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Gateway.Tests.Functional;
using OpenAI;
using OpenAI.Chat;

namespace Gateway.Tests.Seed;

/// <summary>"Python Client" and "Tool Calling", the same calls made with OpenAI's .NET client: Python is not needed to build this repository.</summary>
public sealed class PythonExamplesTests
{
    [Fact]
    public async Task Python_client_example_prints_an_answer()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model);
        List<ChatMessage> messages = [new SystemChatMessage("You are a helpful assistant."), new UserChatMessage("Explain Docker in simple terms.")];

        // The client of the example says max_tokens; this one says max_completion_tokens.
        ChatCompletion response = await Client(gateway).CompleteChatAsync(messages, new ChatCompletionOptions { MaxOutputTokenCount = 100, Temperature = 0.7f });

        Assert.NotEmpty(response.Content[0].Text);
        Assert.InRange(response.Usage.OutputTokenCount, 1, 100);
    }

    [Fact]
    public async Task Tool_calling_example_prints_the_call()
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Snippets.Model);
        var tool = ChatTool.CreateFunctionTool("get_weather", "Get weather in a location", BinaryData.FromString("""
            {
                "type": "object",
                "properties": {
                    "location": {
                        "type": "string",
                        "description": "City and state, e.g. San Francisco, CA"
                    }
                },
                "required": ["location"]
            }
            """));
        var options = new ChatCompletionOptions { Tools = { tool }, ToolChoice = ChatToolChoice.CreateAutoChoice() };

        ChatCompletion response = await Client(gateway).CompleteChatAsync([new UserChatMessage("What's the weather in Paris?")], options);

        var call = Assert.Single(response.ToolCalls);
        Assert.Equal("get_weather", call.FunctionName);
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.True(arguments.RootElement.TryGetProperty("location", out _));
    }

    private static ChatClient Client(GatewayServer gateway) =>
        new("gpt-oss-120b", new ApiKeyCredential(GatewayServer.MasterKey), new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
