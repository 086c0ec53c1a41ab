using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary><c>GET /global/spend/all_tag_names</c>.</summary>
public sealed record TagNames([property: JsonPropertyName("tag_names")] IReadOnlyList<string> Names);
