using System.Text.Json.Serialization;

namespace Gateway.Contracts;

/// <summary>One day of <c>GET /global/spend/report</c> grouped by team or customer; one of the two lists is set.</summary>
public sealed record SpendReportDay(string GroupByDay)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpendReportTeam>? Teams { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpendReportCustomer>? Customers { get; init; }
}
