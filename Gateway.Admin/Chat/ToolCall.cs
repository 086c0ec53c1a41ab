using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Chat;

/// <summary>A tool that the model wants to be called; its arguments come in pieces.</summary>
public sealed class ToolCall
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public StringBuilder Arguments { get; } = new();

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = Name, ["arguments"] = Arguments.ToString() },
    };
}
