using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Chat;

/// <summary>What is sent with every message of the playground.</summary>
public sealed class ChatSettings
{
    public string? System { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public double? MaxTokens { get; set; }

    /// <summary>A JSON list of tools, as the API takes it.</summary>
    public string? Tools { get; set; }

    /// <summary>Another key than that of whoever is signed in.</summary>
    public string? Key { get; set; }

    /// <exception cref="FormatException">The tools are no JSON list.</exception>
    public JsonObject ToJson(string model, IEnumerable<ChatMessage> messages)
    {
        var list = new JsonArray();
        if (!string.IsNullOrWhiteSpace(System))
        {
            list.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = System });
        }

        foreach (var message in messages)
        {
            list.Add((JsonNode)message.ToJson());
        }

        var body = new JsonObject { ["model"] = model, ["messages"] = list, ["stream"] = true, ["stream_options"] = new JsonObject { ["include_usage"] = true } };
        Put("temperature", Temperature);
        Put("top_p", TopP);
        Put("max_tokens", (int?)MaxTokens);
        if (!string.IsNullOrWhiteSpace(Tools))
        {
            body["tools"] = ReadTools();
        }

        return body;

        void Put(string name, JsonNode? value)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }
    }

    private JsonArray ReadTools()
    {
        try
        {
            return JsonNode.Parse(Tools!) as JsonArray ?? throw new FormatException("Tools: write a JSON list, [ … ].");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Tools: no valid JSON in line {exception.LineNumber + 1}.");
        }
    }
}
