using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Configuration;

/// <summary>
/// Reads settings over their defaults. Source-generated readers give an init-only property that the JSON leaves out the
/// default of its type, not that of its initializer; so the JSON is laid over the JSON of the defaults first.
/// </summary>
internal static class SettingsJson
{
    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Comments and trailing commas are fine; anything but an object is not.</summary>
    public static JsonObject ParseObject(string json) =>
        JsonNode.Parse(json, documentOptions: s_lenient) as JsonObject ?? throw new JsonException("A JSON object is expected.");

    public static EngineSettings ReadEngine(JsonObject given)
    {
        var complete = (JsonObject)given.DeepClone();
        if (complete["timing"] is JsonObject timing)
        {
            complete["timing"] = Over(timing, EngineTiming.None, SimulatorJson.Default.EngineTiming);
        }

        if (complete["faults"] is JsonArray faults)
        {
            complete["faults"] = CompleteFaults(faults);
        }

        return Read(Over(complete, new EngineSettings(), SimulatorJson.Default.EngineSettings), SimulatorJson.Default.EngineSettings);
    }

    /// <summary>What the JSON leaves out stays as it is in <paramref name="before"/>.</summary>
    public static EngineTiming ReadTiming(JsonObject given, EngineTiming before) =>
        Read(Over(given, before, SimulatorJson.Default.EngineTiming), SimulatorJson.Default.EngineTiming);

    public static EngineFaults ReadFaults(JsonArray given) =>
        new([.. CompleteFaults(given).Select(fault => Read(fault!, SimulatorJson.Default.Fault))]);

    private static JsonArray CompleteFaults(JsonArray given)
    {
        var complete = new JsonArray();
        foreach (var fault in given)
        {
            if (fault is not JsonObject fields || !fields.ContainsKey("kind"))
            {
                throw new JsonException("A fault is an object with a kind, such as {\"kind\": \"status\", \"status\": 503}.");
            }

            complete.Add((JsonNode)Over(fields, new Fault { Kind = FaultKind.Status }, SimulatorJson.Default.Fault));
        }

        return complete;
    }

    private static JsonObject Over<T>(JsonObject given, T defaults, JsonTypeInfo<T> type)
    {
        var complete = JsonSerializer.SerializeToNode(defaults, type)!.AsObject();
        foreach (var (name, value) in given)
        {
            if (!type.Properties.Any(property => property.Name == name))
            {
                throw new JsonException($"'{name}' is not a setting.");
            }

            complete[name] = value?.DeepClone();
        }

        return complete;
    }

    private static T Read<T>(JsonNode json, JsonTypeInfo<T> type)
    {
        try
        {
            return json.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            // The path is $.timing.jitter; the message of the reader names types and lines of no use to the user.
            throw new JsonException($"{exception.Path?.TrimStart('$', '.')}: the value does not fit.", exception);
        }
    }
}
