using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Turns JSON into the nodes that the config's readers work on.</summary>
internal sealed class JsonNodes(string source, Findings findings)
{
    private const string Reference = "os.environ/";

    public ConfigNode Read(JsonNode? json) => Read(json, "", secret: false);

    private ConfigNode Read(JsonNode? json, string path, bool secret) => json switch
    {
        JsonObject map => new ConfigMapping(source, 0, path, secret, [.. map.Select((entry, i) => Entry(entry.Key, entry.Value, i, path, secret))]),
        JsonArray list => new ConfigSequence(source, 0, path, secret, [.. list.Select((item, i) => Read(item, $"{path}[{i}]", secret))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>(), path, secret),
        _ => new ConfigScalar(source, 0, path, secret, json?.ToJsonString() ?? "null", Quoted: false),
    };

    private ConfigEntry Entry(string name, JsonNode? value, int position, string path, bool secret)
    {
        var segment = Secrets.PathSegment(path, name, position);
        return new(name, 0, Read(value, path.Length == 0 ? segment : $"{path}.{segment}", secret || Secrets.IsSecretName(name, path)));
    }

    private ConfigScalar Text(string text, string path, bool secret)
    {
        var scalar = new ConfigScalar(source, 0, path, secret, text, Quoted: true);

        // Elsewhere the value of the variable would be shown by /model/info, or sent to clients.
        var hidden = path.StartsWith("litellm_params.", StringComparison.Ordinal) && (secret || path is "litellm_params.api_base" or "litellm_params.base_url");
        if (text.StartsWith(Reference, StringComparison.Ordinal) && !hidden)
        {
            findings.Error(scalar, $"'{Reference}…' is for addresses and secrets of litellm_params only; write the value here");
        }

        return scalar;
    }
}
