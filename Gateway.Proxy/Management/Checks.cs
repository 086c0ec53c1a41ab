using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Budgets;

namespace Gateway.Proxy.Management;

/// <summary>Rules for values that several records have; each problem names its field.</summary>
internal static class Checks
{
    public static void NotNegative(string field, double? value)
    {
        if (value is < 0 or double.NaN or double.PositiveInfinity)
        {
            throw ManagementException.Invalid(field, "must be a number of 0 or more.");
        }
    }

    public static void NotNegative(string field, Dictionary<string, long>? limits)
    {
        foreach (var limit in limits?.Values ?? Enumerable.Empty<long>())
        {
            NotNegative(field, limit);
        }
    }

    public static void OneOf(string field, string value, params ReadOnlySpan<string> choices)
    {
        if (!choices.Contains(value))
        {
            throw ManagementException.Invalid(field, $"must be one of {string.Join(", ", choices.ToArray())}.");
        }
    }

    /// <summary>A list of strings, or nothing.</summary>
    public static void Texts(string field, JsonNode? value)
    {
        if (value is not null && (value is not JsonArray items || items.Any(item => item?.GetValueKind() != JsonValueKind.String)))
        {
            throw ManagementException.Invalid(field, "must be a list of strings.");
        }
    }

    public static BudgetPeriod? Period(string field, string? text, TimeZoneInfo zone)
    {
        if (text is null)
        {
            return null;
        }

        return BudgetPeriod.Parse(text, zone) ?? throw ManagementException.Invalid(field, "must be a number and a unit: 30s, 30m, 24h, 7d, 30d, 1mo.");
    }

    public static void ModelBudgets(string field, Dictionary<string, ModelBudget>? budgets, TimeZoneInfo zone)
    {
        foreach (var (model, budget) in budgets ?? [])
        {
            NotNegative($"{field}.{model}.budget_limit", budget.BudgetLimit);
            Period($"{field}.{model}.time_period", budget.TimePeriod, zone);
        }
    }

    /// <summary>The end of the current window: kept when the duration is the same, else counted from now.</summary>
    public static DateTimeOffset? ResetAt(string? duration, string? before, DateTimeOffset? current, DateTimeOffset now, TimeZoneInfo zone)
    {
        var period = Period("budget_duration", duration, zone);
        return period is null ? null : duration == before && current is not null ? current : period.Next(now);
    }
}
