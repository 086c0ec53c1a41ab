using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Chat;

/// <summary>The playground's next request as C# with OpenAI's library: messages, pictures, tools and their calls.</summary>
internal static class CSharpSnippet
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string address, JsonObject body)
    {
        var options = new List<string>();
        Add("Temperature", body["temperature"], "f");
        Add("TopP", body["top_p"], "f");
        Add("MaxOutputTokenCount", body["max_tokens"], "");
        var messages = ((JsonArray)body["messages"]!).Select(message => Message((JsonObject)message!));
        var tools = (body["tools"] as JsonArray ?? []).Select(tool => $"\noptions.Tools.Add({Tool((JsonObject)tool!["function"]!)});");
        return $$"""
            using System.ClientModel;
            using OpenAI;
            using OpenAI.Chat;

            var client = new ChatClient(
                {{Text(body["model"])}},
                new ApiKeyCredential(Environment.GetEnvironmentVariable("GATEWAY_API_KEY")!),
                new OpenAIClientOptions { Endpoint = new Uri("{{address}}/v1") });

            ChatMessage[] messages =
            [
                {{string.Join(",\n    ", messages)}},
            ];
            var options = new ChatCompletionOptions {{{(options.Count == 0 ? " " : $" {string.Join(", ", options)} ")}}};{{string.Concat(tools)}}
            await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
            {
                foreach (var part in update.ContentUpdate)
                {
                    Console.Write(part.Text);
                }
            }
            """;

        void Add(string name, JsonNode? value, string suffix)
        {
            if (value is not null)
            {
                options.Add($"{name} = {value.ToJsonString()}{suffix}");
            }
        }
    }

    private static string Message(JsonObject message) => (string?)message["role"] switch
    {
        "system" => $"new SystemChatMessage({Text(message["content"])})",
        "tool" => $"new ToolChatMessage({Text(message["tool_call_id"])}, {Text(message["content"])})",
        "assistant" when message["tool_calls"] is JsonArray calls => $"new AssistantChatMessage([{string.Join(", ", calls.Select(call => Call((JsonObject)call!)))}])",
        "assistant" => $"new AssistantChatMessage({Text(message["content"])})",
        _ => $"new UserChatMessage({Content(message["content"])})",
    };

    private static string Content(JsonNode? content) =>
        content is JsonArray parts ? string.Join(", ", parts.Select(part => Part((JsonObject)part!))) : Text(content);

    // {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO…"}}
    private static string Part(JsonObject part)
    {
        if (part["image_url"] is not { } image)
        {
            return $"ChatMessageContentPart.CreateTextPart({Text(part["text"])})";
        }

        var url = (string)image["url"]!;
        return url.Split(";base64,", 2) is [['d', 'a', 't', 'a', ':', .. var type], var bytes]
            ? $"ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String({Text(bytes)})), {Text(type)})"
            : $"ChatMessageContentPart.CreateImagePart(new Uri({Text(url)}))";
    }

    private static string Call(JsonObject call) =>
        $"ChatToolCall.CreateFunctionToolCall({Text(call["id"])}, {Text(call["function"]!["name"])}, BinaryData.FromString({Text(call["function"]!["arguments"])}))";

    // JSON never has three quotes in a row, so it stands in a raw text as it is.
    private static string Tool(JsonObject function) =>
        $""""ChatTool.CreateFunctionTool({Text(function["name"])}, {Text(function["description"])}, BinaryData.FromString("""{(function["parameters"] ?? new JsonObject()).ToJsonString(s_json)}"""))"""";

    // Escapes of JSON are C#'s as well.
    private static string Text(JsonNode? text) => text is null ? "null" : Text((string)text!);

    private static string Text(string text) => JsonSerializer.Serialize(text, s_json);
}
