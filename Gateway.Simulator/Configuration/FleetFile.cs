using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Simulator.Configuration;

/// <summary>The file of <c>--fleet</c>: <c>{"engines": [{"name": "vllm-bge-m3", "model": "bge-m3", "task": "embed"}]}</c>.</summary>
internal static class FleetFile
{
    public static IReadOnlyList<EngineSettings> Read(string json)
    {
        var file = SettingsJson.ParseObject(json);
        if (file["engines"] is not JsonArray engines || file.Count > 1)
        {
            throw new JsonException("A fleet is {\"engines\": [ … ]} and nothing else.");
        }

        var settings = new List<EngineSettings>();
        foreach (var engine in engines)
        {
            try
            {
                settings.Add(SettingsJson.ReadEngine(engine as JsonObject ?? throw new JsonException("An engine is a JSON object.")));
            }
            catch (JsonException exception)
            {
                throw new JsonException($"engines[{settings.Count}]: {exception.Message}", exception);
            }
        }

        return settings;
    }
}
