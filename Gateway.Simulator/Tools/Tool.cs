using System.Text.Json;
using Gateway.Simulator.JsonSchema;

namespace Gateway.Simulator.Tools;

/// <summary>A tool of the request: <c>{"type":"function","function":{"name":"get_weather","description":"…","parameters":{…}}}</c>.</summary>
internal sealed record Tool(string Name, string Description, JsonElement? Parameters)
{
    /// <summary>Arguments that the schema of the parameters accepts.</summary>
    public string WriteArguments(ulong seed) => Parameters is { } schema ? SchemaExample.Write(schema, seed) : "{}";
}
