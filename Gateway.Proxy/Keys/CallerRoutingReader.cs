using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Keys;

/// <summary>Reads <c>router_settings</c> of a key or team: <c>{"fallbacks": [{"a": ["b", "c"]}], "num_retries": 1, "timeout": 30}</c>.</summary>
internal static class CallerRoutingReader
{
    private static readonly string[] s_fields = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "num_retries", "timeout", "stream_timeout"];

    /// <summary>Fields of LiteLLM's that hold for the whole gateway alone, here.</summary>
    public static IEnumerable<string> Unused(JsonNode? settings) =>
        settings is JsonObject fields ? fields.Where(field => field.Value is not null && !s_fields.Contains(field.Key)).Select(field => field.Key) : [];

    /// <param name="settings">Null: none.</param>
    /// <param name="problem">Which field is wrong, and what about it; null: nothing is.</param>
    public static CallerRouting? Read(JsonNode? settings, out (string Field, string Why)? problem)
    {
        problem = null;
        if (settings is null)
        {
            return null;
        }

        if (settings is not JsonObject fields)
        {
            problem = ("router_settings", "must be an object such as {\"fallbacks\": [{\"a\": [\"b\"]}]}.");
            return null;
        }

        (string, string)? wrong = null;
        var routing = new CallerRouting
        {
            Fallbacks = Lists("fallbacks"),
            ContextWindowFallbacks = Lists("context_window_fallbacks"),
            ContentPolicyFallbacks = Lists("content_policy_fallbacks"),
            NumRetries = Retries("num_retries"),
            Timeout = Seconds("timeout"),
            StreamTimeout = Seconds("stream_timeout"),
        };
        problem = wrong;
        return wrong is null && routing != new CallerRouting() ? routing : null;

        IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(string name)
        {
            if (fields[name] is not { } value)
            {
                return CallerRouting.NoFallbacks;
            }

            if (value is not JsonArray entries || !entries.All(IsFallback))
            {
                wrong ??= ($"router_settings.{name}", "must be a list such as [{\"a\": [\"b\", \"c\"]}].");
                return CallerRouting.NoFallbacks;
            }

            var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var (group, models) in entries.OfType<JsonObject>().SelectMany(entry => entry))
            {
                lists[group] = [.. models!.AsArray().Select(model => model!.GetValue<string>())];
            }

            return lists;
        }

        int? Retries(string name)
        {
            if (fields[name] is not { } value)
            {
                return null;
            }

            if (value is JsonValue number && number.TryGetValue<int>(out var retries) && retries >= 0)
            {
                return retries;
            }

            wrong ??= ($"router_settings.{name}", "must be a whole number, 0 or more.");
            return null;
        }

        TimeSpan? Seconds(string name)
        {
            if (fields[name] is not { } value)
            {
                return null;
            }

            if (value is JsonValue number && number.TryGetValue<double>(out var seconds) && GatewayFields.TrySeconds(seconds, out var time))
            {
                return time;
            }

            wrong ??= ($"router_settings.{name}", "must be a number of seconds greater than 0.");
            return null;
        }
    }

    // {"a": ["b", "c"]}
    private static bool IsFallback(JsonNode? entry) =>
        entry is JsonObject groups && groups.All(group => group.Value is JsonArray { Count: > 0 } models && models.All(model => model?.GetValueKind() == JsonValueKind.String));
}
