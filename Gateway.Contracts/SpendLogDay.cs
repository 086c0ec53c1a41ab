using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>One day of <c>GET /spend/logs?summarize=true</c>.</summary>
/// <param name="StartTime"><c>2026-03-01</c>.</param>
/// <param name="Spend">US dollars.</param>
/// <param name="Users">By owner of the key.</param>
/// <param name="Models">By model as the client named it.</param>
/// <param name="ApiKeys">By hash of the key.</param>
public sealed record SpendLogDay(
    [property: JsonPropertyName("startTime")] string StartTime,
    double Spend,
    IReadOnlyDictionary<string, double> Users,
    IReadOnlyDictionary<string, double> Models,
    IReadOnlyDictionary<string, double> ApiKeys);
