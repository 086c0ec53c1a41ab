using System.Globalization;

namespace Gateway.Proxy.Budgets;

/// <summary>One budget that a request counts against.</summary>
/// <param name="Kind">For the error message: key, team, …</param>
/// <param name="Id">Which one of that kind.</param>
/// <param name="Part">Which of its budgets, e.g. <c>24h</c> or a member's id; null: the one it has of its own.</param>
/// <param name="Max">US dollars a window; null: only counted.</param>
/// <param name="Soft">Said in the log when it is passed; null: none.</param>
/// <param name="Counter">What was spent.</param>
internal readonly record struct BudgetScope(string Kind, string Id, string? Part, double? Max, double? Soft, BudgetCounter Counter)
{
    /// <summary>For the error message: a key's alias instead of its hash; null: the id will do.</summary>
    public string? Title { get; init; }

    /// <summary>Of the counter that all replicas share. A window's end is in it: the next window has another.</summary>
    public static string SharedName(string kind, string id, string? part, DateTimeOffset? resetAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}:{id}:{part}:{resetAt?.ToUnixTimeSeconds() ?? 0}");

    public string Name => (Title ?? Id, Part) is ({ } title, { } part) ? $"{title} ({part})" : Title ?? Id;
}
