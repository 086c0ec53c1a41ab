using System.Text.Json;

namespace Gateway.Contracts;

/// <summary><c>GET /global/spend/teams</c>.</summary>
/// <param name="DailySpend">For each day <c>date</c>, and each team's spend under its name: <c>{"date":"2026-03-01","research":0.5}</c>.</param>
/// <param name="Teams">The names, most spending first.</param>
/// <param name="TotalSpendPerTeam">The sums of the whole period.</param>
public sealed record TeamSpendReport(
    IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> DailySpend, IReadOnlyList<string> Teams, IReadOnlyList<TeamSpend> TotalSpendPerTeam);
