using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <param name="Name">slack or webhook.</param>
/// <param name="Host">Of its address; the rest of it is secret.</param>
public sealed record AlertTargetInfo(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("host")] string Host);
