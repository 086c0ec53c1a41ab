using System.Text.Json.Nodes;

namespace Gateway.Tests.Proxy.Dialects;

/// <summary>Makes chat requests of everything that both dialects can say.</summary>
internal sealed class ChatRequests(Random random)
{
    private static readonly string[] s_texts = ["Hello", "Größe \"quoted\" \\ back", "Zeile\nzwei", "日本語 🎈", "{\"not\":\"json\"}", " spaces "];

    private int _calls;

    public JsonObject Next()
    {
        var chat = new JsonObject { ["model"] = "m", ["max_tokens"] = random.Next(1, 5_000), ["messages"] = Messages() };
        Maybe(() => chat["temperature"] = random.Next(0, 11) / 10.0);
        Maybe(() => chat["top_p"] = random.Next(1, 11) / 10.0);
        Maybe(() => chat["stop"] = random.Next(2) == 0 ? Text() : new JsonArray(Text(), Text()));
        Maybe(() => chat["user"] = "user-" + random.Next(10));
        Maybe(() => chat["stream"] = random.Next(2) == 0);
        Maybe(() => AddTools(chat));
        return chat;
    }

    private JsonArray Messages()
    {
        var messages = new JsonArray();
        Maybe(() => messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = Text() }));
        for (var turn = random.Next(1, 4); turn > 0; turn--)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = "user", ["content"] = Content() });
            Maybe(() => AddAnswer(messages, withCalls: random.Next(2) == 0));
        }

        // Two turns of one side would become one.
        for (var i = messages.Count - 1; i > 0; i--)
        {
            if (messages[i]!["role"]!.GetValue<string>() == "user" && messages[i - 1]!["role"]!.GetValue<string>() == "user")
            {
                messages.RemoveAt(i);
            }
        }

        return messages;
    }

    private void AddAnswer(JsonArray messages, bool withCalls)
    {
        var answer = new JsonObject { ["role"] = "assistant", ["content"] = withCalls && random.Next(2) == 0 ? null : Text() };
        messages.Add((JsonNode)answer);
        if (!withCalls)
        {
            return;
        }

        var calls = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            calls.Add((JsonNode)new JsonObject
            {
                ["id"] = "call_" + _calls++,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = "f" + random.Next(3), ["arguments"] = new JsonObject { ["text"] = Text(), ["number"] = random.Next() }.ToJsonString() },
            });
        }

        answer["tool_calls"] = calls;
        foreach (var call in calls)
        {
            messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = call!["id"]!.GetValue<string>(), ["content"] = Text() });
        }
    }

    private JsonNode Content()
    {
        if (random.Next(2) == 0)
        {
            return Text();
        }

        var parts = new JsonArray { new JsonObject { ["type"] = "text", ["text"] = Text() } };
        Maybe(() => parts.Add((JsonNode)new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "data:image/png;base64,iVBORw0KGgo=" } }));
        Maybe(() => parts.Add((JsonNode)new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "https://example.org/a.jpg" } }));
        Maybe(() => parts.Add((JsonNode)new JsonObject { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = "a.pdf", ["file_data"] = "data:application/pdf;base64,JVBERi0=" } }));
        return parts;
    }

    private void AddTools(JsonObject chat)
    {
        var tools = new JsonArray();
        for (var i = 0; i < 3; i++)
        {
            var function = new JsonObject { ["name"] = "f" + i, ["parameters"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "string" } } } };
            Maybe(() => function["description"] = Text());
            tools.Add((JsonNode)new JsonObject { ["type"] = "function", ["function"] = function });
        }

        chat["tools"] = tools;
        chat["tool_choice"] = random.Next(4) switch
        {
            0 => "auto",
            1 => "none",
            2 => "required",
            _ => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f1" } },
        };
        if (chat["tool_choice"]!.ToString() != "none")
        {
            Maybe(() => chat["parallel_tool_calls"] = false);
        }
    }

    private JsonNode Text() => s_texts[random.Next(s_texts.Length)];

    private void Maybe(Action add)
    {
        if (random.Next(2) == 0)
        {
            add();
        }
    }
}
