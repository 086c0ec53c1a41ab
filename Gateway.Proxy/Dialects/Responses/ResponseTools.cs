using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>The tools of a request that the client runs itself, by the names that the model calls them.</summary>
internal sealed class ResponseTools
{
    private readonly Dictionary<string, ResponseTool> _byFunctionName = new(StringComparer.Ordinal);

    public ResponseTools(JsonElement request)
    {
        foreach (var tool in request.List("tools"))
        {
            Add(tool, null);
        }
    }

    public IReadOnlyCollection<ResponseTool> All => _byFunctionName.Values;

    /// <summary>An item for the model's call of this function.</summary>
    /// <param name="id">The call's, by which its result is told.</param>
    public OutputItem Call(string? functionName, string? id)
    {
        var tool = functionName is null ? null : _byFunctionName.GetValueOrDefault(functionName);
        var kind = tool is { IsCustom: true } ? OutputItemKind.CustomToolCall : OutputItemKind.FunctionCall;
        return new OutputItem(kind, ResponseIds.New(kind == OutputItemKind.CustomToolCall ? "ctc_" : "fc_")) { CallId = id, Name = tool?.Name ?? functionName, Namespace = tool?.Namespace };
    }

    private void Add(JsonElement tool, string? within)
    {
        switch (tool.Text("type"))
        {
            case "function" or "custom" when tool.Text("name") is { } name:
                var known = new ResponseTool(tool, name, within, tool.Text("type") == "custom");
                _byFunctionName[known.FunctionName] = known;
                break;
            case "namespace" when within is null:
                foreach (var inner in tool.List("tools"))
                {
                    Add(inner, tool.Text("name"));
                }

                break;
        }
    }
}
