using System.Text;
using System.Text.Json.Nodes;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Providers.Anthropic;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Dialects;

/// <summary>A chat request that becomes a Messages request and a chat request again means the same.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void OpenAI_to_Anthropic_and_back_keeps_the_meaning(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 250; i++)
        {
            var chat = new ChatRequests(random).Next();
            var fields = new FieldLedger(drops: false);

            var messages = new AnthropicChatTranslator().Request(Encoding.UTF8.GetBytes(chat.ToJsonString()), null, fields);
            using var document = System.Text.Json.JsonDocument.Parse(messages);
            var back = new MessagesRequestTranslation(document.RootElement, A.Deployment(), fields).Write();

            Assert.Null(fields.Error);
            Assert.Empty(fields.Dropped);
            Assert.Equal(Meaning(chat), Meaning(JsonNode.Parse(back.Span)!.AsObject()));
        }
    }

    // Spelling that makes no difference is evened out: one text part or a string, arguments with or without blanks, one stop text or a list.
    private static string Meaning(JsonObject chat)
    {
        var even = (JsonObject)chat.DeepClone();
        even.Remove("stream_options");
        foreach (var message in even["messages"]!.AsArray().Select(message => message!.AsObject()))
        {
            if (message["content"] is JsonArray parts && parts.All(part => part!["type"]!.GetValue<string>() == "text") && parts.Count == 1)
            {
                message["content"] = parts[0]!["text"]!.GetValue<string>();
            }

            foreach (var call in message["tool_calls"]?.AsArray() ?? [])
            {
                call!["function"]!["arguments"] = JsonNode.Parse(call["function"]!["arguments"]!.GetValue<string>());
            }
        }

        if (even["stop"] is JsonValue stop)
        {
            even["stop"] = new JsonArray(stop.DeepClone());
        }

        return Sorted(even).ToJsonString();
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Sorted(value) : null))),
        JsonArray list => new JsonArray([.. list.Select(item => Sorted(item!))]),
        _ => node.DeepClone(),
    };
}
