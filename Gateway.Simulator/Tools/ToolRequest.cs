using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Tools;

/// <summary>The tools of a request and what <c>tool_choice</c> says about them.</summary>
internal sealed class ToolRequest
{
    private static readonly ToolRequest s_none = new();

    private List<Tool> _tools = [];
    private Tool? _named;
    private bool _isRequired;
    private bool _isParallel;

    /// <summary>The request names the tool to call.</summary>
    public bool IsNamed => _named is not null;

    public static ToolRequest Read(FieldReader fields, EngineSettings settings)
    {
        if (!fields.TryGet("tools", out var list))
        {
            return s_none;
        }

        if (ReadTools(list) is not { } tools)
        {
            fields.Fail(ApiError.Validation("missing", "tools', 0, 'function', 'name", "Field required"));
            return s_none;
        }

        var request = new ToolRequest { _tools = tools, _isParallel = fields.Flag("parallel_tool_calls", otherwise: true) };
        return request.ReadChoice(fields, settings) ? request : s_none;
    }

    /// <summary>The tools that this answer calls; none means text. See <see cref="ToolRule"/>.</summary>
    public IReadOnlyList<Tool> Choose(string lastUserText, string lastRole)
    {
        if (_named is not null)
        {
            return [_named];
        }

        var matching = lastRole == "tool" && !_isRequired ? [] : ToolRule.Matching(_tools, lastUserText);
        if (matching.Count == 0 && _isRequired)
        {
            matching = [_tools[0]];
        }

        return _isParallel || matching.Count == 0 ? matching : [matching[0]];
    }

    /// <summary>Returns false when no tool may be called.</summary>
    private bool ReadChoice(FieldReader fields, EngineSettings settings)
    {
        if (!fields.TryGet("tool_choice", out var choice) || choice.ValueKind == JsonValueKind.String && choice.GetString() == "auto")
        {
            if (settings.EnableAutoToolChoice)
            {
                return _tools.Count > 0;
            }

            fields.Fail(ApiError.BadRequest("\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set", "tool_choice"));
            return false;
        }

        if (choice.ValueKind == JsonValueKind.Object)
        {
            // {"type":"function","function":{"name":"get_weather"}}
            var name = choice.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object ? new FieldReader(function).Text("name") : null;
            _named = _tools.FirstOrDefault(tool => tool.Name == name);
            if (_named is null)
            {
                fields.Fail(ApiError.BadRequest($"Tool '{name}' in tool_choice is not among the tools.", "tool_choice"));
            }

            return _named is not null;
        }

        var word = choice.ValueKind == JsonValueKind.String ? choice.GetString() : null;
        if (word is not ("none" or "required"))
        {
            fields.Fail(ApiError.BadRequest($"Invalid value for `tool_choice`: {choice.GetRawText()}! Only named tools, \"none\", \"auto\" or \"required\" are supported.", "tool_choice"));
        }

        _isRequired = word == "required" && _tools.Count > 0;
        return _isRequired;
    }

    private static List<Tool>? ReadTools(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var tools = new List<Tool>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var fields = new FieldReader(function);
            var name = fields.Text("name");
            if (name is null)
            {
                return null;
            }

            JsonElement? parameters = fields.TryGetObject("parameters", out var schema) ? schema : null;
            tools.Add(new Tool(name, fields.Text("description") ?? "", parameters));
        }

        return tools;
    }
}
