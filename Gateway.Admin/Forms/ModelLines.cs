using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>Budgets and limits for single models, a line each, as they are typed.</summary>
internal static class ModelLines
{
    private const string None = "-";

    public static string? OfBudgets(Dictionary<string, ModelBudget>? budgets) =>
        budgets is null ? null : string.Join('\n', budgets.Select(budget => string.Create(CultureInfo.InvariantCulture, $"{budget.Key} {budget.Value.BudgetLimit} {budget.Value.TimePeriod}")));

    public static string? OfLimits(Dictionary<string, long>? rpm, Dictionary<string, long>? tpm)
    {
        var models = (rpm?.Keys.AsEnumerable() ?? []).Union(tpm?.Keys.AsEnumerable() ?? []);
        return string.Join('\n', models.Select(model => $"{model} {Shown(rpm, model)} {Shown(tpm, model)}"));
    }

    // gpt-oss-120b 10 1d
    public static JsonObject? ReadBudgets(string? text)
    {
        var budgets = new JsonObject();
        foreach (var words in Lines(text))
        {
            if (words is not [var model, var limit, var period] || !double.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) || dollars < 0)
            {
                throw new FormatException($"'{string.Join(' ', words)}': write the model, the dollars and the period, such as 'gpt-oss-120b 10 1d'.");
            }

            budgets[model] = new JsonObject { ["budget_limit"] = dollars, ["time_period"] = period };
        }

        return budgets.Count == 0 ? null : budgets;
    }

    // gpt-oss-120b 60 100000
    public static (JsonObject? Rpm, JsonObject? Tpm) ReadLimits(string? text)
    {
        var (rpm, tpm) = (new JsonObject(), new JsonObject());
        foreach (var words in Lines(text))
        {
            if (words is not [var model, var requests, var tokens] || !Put(rpm, model, requests) || !Put(tpm, model, tokens))
            {
                throw new FormatException($"'{string.Join(' ', words)}': write the model, requests and tokens a minute, such as 'gpt-oss-120b 60 100000', and - for no limit.");
            }
        }

        return (rpm.Count == 0 ? null : rpm, tpm.Count == 0 ? null : tpm);
    }

    private static IEnumerable<string[]> Lines(string? text) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool Put(JsonObject limits, string model, string text)
    {
        if (text == None)
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return false;
        }

        limits[model] = limit;
        return true;
    }

    private static string Shown(Dictionary<string, long>? limits, string model) =>
        limits is not null && limits.TryGetValue(model, out var limit) ? limit.ToString(CultureInfo.InvariantCulture) : None;
}
