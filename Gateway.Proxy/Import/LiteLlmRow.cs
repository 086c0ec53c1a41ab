using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Proxy.Import;

/// <summary>A row as PostgreSQL's <c>row_to_json</c> writes it, so that a column may be text[] in one version and jsonb in another, or missing.</summary>
internal readonly struct LiteLlmRow(JsonObject row)
{
    public JsonNode? Node(string column) => row[column];

    /// <summary>Null for an empty text too: LiteLLM writes both for "none".</summary>
    public string? Text(string column) => row[column] switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() is { Length: > 0 } text ? text : null,
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    public double? Number(string column) => Number(row[column]);

    public long? Integer(string column) => Number(column) is { } number ? (long)number : null;

    public bool Flag(string column) => row[column] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    // 2026-03-01T10:00:00.123: Prisma's columns have no time zone and are UTC.
    public DateTimeOffset? Time(string column) =>
        DateTimeOffset.TryParse(Text(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public List<string> Texts(string column) => Texts(row[column]);

    public JsonObject Map(string column) => row[column] is JsonObject map ? (JsonObject)map.DeepClone() : [];

    public Dictionary<string, string> TextMap(string column) => (row[column] as JsonObject ?? [])
        .Where(pair => pair.Value?.GetValueKind() == JsonValueKind.String)
        .ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());

    public static List<string> Texts(JsonNode? node) =>
        [.. (node as JsonArray ?? []).Where(item => item?.GetValueKind() == JsonValueKind.String).Select(item => item!.GetValue<string>())];

    public static Dictionary<string, long>? LimitMap(JsonNode? node)
    {
        var limits = (node as JsonObject ?? []).Where(pair => Number(pair.Value) is not null).ToDictionary(pair => pair.Key, pair => (long)Number(pair.Value)!.Value);
        return limits.Count > 0 ? limits : null;
    }

    public static double? Number(JsonNode? node) =>
        node is JsonValue value && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
