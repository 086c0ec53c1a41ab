using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Chat;

/// <summary>One message of a conversation, growing while it streams.</summary>
public sealed class ChatMessage(string role)
{
    public string Role => role;

    public StringBuilder Text { get; } = new();

    public StringBuilder Reasoning { get; } = new();

    public List<ToolCall> ToolCalls { get; } = [];

    /// <summary>As <c>data:</c> URLs.</summary>
    public List<string> Images { get; } = [];

    /// <summary>Of a tool's result: the call that it answers.</summary>
    public string? ToolCallId { get; init; }

    public JsonObject ToJson()
    {
        var message = new JsonObject { ["role"] = Role };
        if (Images.Count == 0)
        {
            message["content"] = Text.Length == 0 && ToolCalls.Count > 0 ? null : Text.ToString();
        }
        else
        {
            message["content"] = new JsonArray(
            [
                new JsonObject { ["type"] = "text", ["text"] = Text.ToString() },
                .. Images.Select(image => new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = image } }),
            ]);
        }

        if (ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. ToolCalls.Select(call => call.ToJson())]);
        }

        if (ToolCallId is not null)
        {
            message["tool_call_id"] = ToolCallId;
        }

        return message;
    }
}
