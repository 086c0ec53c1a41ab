using System.Text.Json;
using OpenAI.Chat;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's own .NET client against the gateway: models and whole answers.</summary>
public sealed class OpenAIDotNetTests
{
    [Fact]
    public async Task Lists_the_models()
    {
        await using var gateway = await ClientGateway.StartAsync();

        var models = await gateway.DotNetClient().GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal([ClientGateway.Chat, ClientGateway.Reasoning, ClientGateway.Embedding], models.Value.Select(model => model.Id));
    }

    [Fact]
    public async Task Gets_one_model()
    {
        await using var gateway = await ClientGateway.StartAsync();

        var model = await gateway.DotNetClient().GetOpenAIModelClient().GetModelAsync(ClientGateway.Chat);

        Assert.Equal(ClientGateway.Chat, model.Value.Id);
    }

    [Fact]
    public async Task Chat_answers_with_text_a_finish_reason_and_usage()
    {
        await using var gateway = await ClientGateway.StartAsync();

        ChatCompletion answer = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatAsync("Explain Docker in simple terms.");

        Assert.NotEmpty(Assert.Single(answer.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(ClientGateway.Chat, answer.Model);
        Assert.True(answer.Usage.InputTokenCount > 0);
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Answer_that_reaches_the_token_limit_says_so()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 3 };

        ChatCompletion answer = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatAsync([new UserChatMessage("Hello")], options);

        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal(3, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Answer_follows_the_json_schema()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var schema = BinaryData.FromString("""
            {
              "type": "object",
              "properties": {
                "city": { "type": "string" },
                "celsius": { "type": "integer", "minimum": -50, "maximum": 50 },
                "sky": { "enum": ["clear", "cloudy"] }
              },
              "required": ["city", "celsius", "sky"],
              "additionalProperties": false
            }
            """);
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("weather", schema, jsonSchemaIsStrict: true) };

        ChatCompletion answer = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatAsync([new UserChatMessage("How is Paris?")], options);

        using var json = JsonDocument.Parse(answer.Content[0].Text);
        Assert.Equal(["celsius", "city", "sky"], json.RootElement.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("city").ValueKind);
        Assert.InRange(json.RootElement.GetProperty("celsius").GetInt32(), -50, 50);
        Assert.Contains(json.RootElement.GetProperty("sky").GetString(), (string[])["clear", "cloudy"]);
    }

    [Fact]
    public async Task Reasoning_model_answers_with_its_text()
    {
        await using var gateway = await ClientGateway.StartAsync();

        ChatCompletion answer = await gateway.DotNetClient().GetChatClient(ClientGateway.Reasoning).CompleteChatAsync("Why is the sky blue?");

        Assert.NotEmpty(Assert.Single(answer.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }
}
