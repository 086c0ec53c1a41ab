using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary><c>GET /alerts</c>: where alerts go, and what became of the last ones.</summary>
/// <param name="Targets">Named in <c>general_settings.alerting</c> and with an address in the environment.</param>
/// <param name="Sent">Since the start.</param>
/// <param name="Failed">Given up, since the start.</param>
/// <param name="Last">Newest first, fifty at the most.</param>
public sealed record AlertReport(
    [property: JsonPropertyName("targets")] IReadOnlyList<AlertTargetInfo> Targets,
    [property: JsonPropertyName("sent")] long Sent,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("last")] IReadOnlyList<AlertDeliveryInfo> Last);
