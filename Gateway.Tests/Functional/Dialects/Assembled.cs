using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Functional.Dialects;

/// <summary>A stream put together again, as the vendors' clients do it.</summary>
internal static class Assembled
{
    /// <summary>The assistant's message of a chat's chunks.</summary>
    public static string ChatMessage(IEnumerable<JsonElement> chunks)
    {
        var (text, calls) = ("", new SortedDictionary<int, JsonObject>());
        foreach (var delta in chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta")))
        {
            text += delta.TryGetProperty("content", out var content) ? content.GetString() : "";
            foreach (var call in delta.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToArray() : [])
            {
                var index = call.GetProperty("index").GetInt32();
                var function = call.GetProperty("function");
                if (!calls.TryGetValue(index, out var known))
                {
                    calls[index] = known = new JsonObject
                    {
                        ["id"] = call.GetProperty("id").GetString(),
                        ["type"] = "function",
                        ["function"] = new JsonObject { ["name"] = function.GetProperty("name").GetString(), ["arguments"] = "" },
                    };
                }

                known["function"]!["arguments"] = known["function"]!["arguments"]!.GetValue<string>() + (function.TryGetProperty("arguments", out var part) ? part.GetString() : "");
            }
        }

        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Values]);
        }

        return message.ToJsonString();
    }

    /// <summary>The content of a message's events.</summary>
    public static string Content(IEnumerable<JsonElement> events)
    {
        var blocks = new SortedDictionary<int, JsonObject>();
        var inputs = new Dictionary<int, string>();
        foreach (var item in events)
        {
            switch (item.GetProperty("type").GetString())
            {
                case "content_block_start":
                    blocks[item.GetProperty("index").GetInt32()] = JsonNode.Parse(item.GetProperty("content_block").GetRawText())!.AsObject();
                    break;
                case "content_block_delta":
                    var (index, delta) = (item.GetProperty("index").GetInt32(), item.GetProperty("delta"));
                    foreach (var name in (string[])["text", "thinking", "signature"])
                    {
                        if (delta.TryGetProperty(name, out var part))
                        {
                            blocks[index][name] = blocks[index][name]!.GetValue<string>() + part.GetString();
                        }
                    }

                    inputs[index] = inputs.GetValueOrDefault(index) + (delta.TryGetProperty("partial_json", out var json) ? json.GetString() : "");
                    break;
            }
        }

        foreach (var (index, input) in inputs.Where(input => input.Value.Length > 0))
        {
            blocks[index]["input"] = JsonNode.Parse(input);
        }

        return new JsonArray([.. blocks.Values]).ToJsonString();
    }
}
