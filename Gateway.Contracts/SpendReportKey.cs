namespace Gateway.Contracts;

/// <summary>A key in <c>GET /global/spend/report?group_by=api_key</c>.</summary>
public sealed record SpendReportKey(
    string ApiKey, double TotalCost, long TotalInputTokens, long TotalOutputTokens, IReadOnlyList<SpendReportModel> ModelDetails);
