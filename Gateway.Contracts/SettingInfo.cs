using System.Text.Json.Nodes;

namespace Gateway.Contracts;

/// <summary>One setting of the config, as <c>GET /config/list</c> and <c>GET /router/settings</c> show it.</summary>
/// <param name="FieldType">String, Integer, Float, Boolean, List or Dictionary.</param>
/// <param name="FieldDescription">What it does, with its unit.</param>
/// <param name="FieldValue">In force now.</param>
/// <param name="FieldDefaultValue">Where nothing is set.</param>
/// <param name="StoredInDb">It was changed at run time and wins over the config file.</param>
/// <param name="Options">What may be chosen; null: anything of the type.</param>
public sealed record SettingInfo(
    string FieldName, string FieldType, string FieldDescription, JsonNode? FieldValue, JsonNode? FieldDefaultValue, bool StoredInDb, IReadOnlyList<string>? Options);
