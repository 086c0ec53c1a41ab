using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>One alert at one target.</summary>
/// <param name="At">When it was taken, or given up.</param>
/// <param name="Target">slack or webhook.</param>
/// <param name="Event">As in the webhook's JSON, e.g. <c>budget_crossed</c>.</param>
/// <param name="Message">What was said.</param>
/// <param name="Error">Null: it was taken.</param>
public sealed record AlertDeliveryInfo(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("target")] string Target,
    [property: JsonPropertyName("event")] string Event,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("error")] string? Error);
