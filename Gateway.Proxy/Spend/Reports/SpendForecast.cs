using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>
/// <c>POST /global/predict/spend/logs</c>: what the days that are left of the month will cost, if they go on like the four weeks before today.
/// From the days in the body, or with none from what was spent here.
/// <code>
/// {"data": [{"date": "2026-11-01", "spend": 12.5}, …]}
/// {"response": [{"date": "2026-11-30", "predicted_spend": 12.5}], "predicted_spend": "Predicted Spend for November 2026, $375.00"}
/// </code>
/// </summary>
internal static class SpendForecast
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int DaysLookedAt = 28;

    public static void MapSpendForecast(this IEndpointRouteBuilder routes) =>
        routes.MapManagementPost("/global/predict/spend/logs", ManagementAccess.Viewer, "What the month will have cost at its end", PredictAsync, ["data", "api_key"]);

    private static async Task<JsonNode> PredictAsync(ManagementCall call)
    {
        var today = DateOnly.FromDateTime(call.Now.UtcDateTime);
        var days = call.Body["data"] is { } data ? Read(data) : await OwnAsync(call, today);
        return Predict(days, today);
    }

    /// <param name="days">What each day has cost; one that is missing has cost nothing.</param>
    /// <param name="today">Not over yet: it is predicted from what it has cost so far at least.</param>
    public static JsonObject Predict(IReadOnlyDictionary<DateOnly, double> days, DateOnly today)
    {
        // Days before the first that is known say nothing; later ones without spend do.
        var first = days.Keys.DefaultIfEmpty(today).Min();
        var from = first > today.AddDays(-DaysLookedAt) ? first : today.AddDays(-DaysLookedAt);
        var count = today.DayNumber - from.DayNumber;
        var average = count > 0 ? days.Where(day => day.Key >= from && day.Key < today).Sum(day => day.Value) / count : days.GetValueOrDefault(today);
        var month = new DateOnly(today.Year, today.Month, 1);
        var total = days.Where(day => day.Key >= month && day.Key < today).Sum(day => day.Value) + Math.Max(average, days.GetValueOrDefault(today));
        var response = new JsonArray();
        for (var day = today.AddDays(1); day.Month == today.Month; day = day.AddDays(1))
        {
            total += average;
            response.Add((JsonNode)new JsonObject { ["date"] = day.ToString(DayFormat, CultureInfo.InvariantCulture), ["predicted_spend"] = average });
        }

        return new JsonObject
        {
            ["response"] = response,
            ["predicted_spend"] = string.Create(CultureInfo.InvariantCulture, $"Predicted Spend for {today:MMMM yyyy}, ${total:0.00}"),
        };
    }

    private static Dictionary<DateOnly, double> Read(JsonNode data)
    {
        var days = new Dictionary<DateOnly, double>();
        foreach (var item in data as JsonArray ?? throw ManagementException.Invalid("data", "must be a list such as [{\"date\": \"2026-11-01\", \"spend\": 12.5}]."))
        {
            if (item is not JsonObject entry
                || !DateOnly.TryParseExact(ManagementCall.Text(entry, "date"), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                || ManagementCall.Number(entry, "spend") is not { } spend)
            {
                throw ManagementException.Invalid($"data[{item?.GetElementIndex() ?? days.Count}]", "must have a date such as \"2026-11-01\" and a spend in US dollars.");
            }

            days[day] = days.GetValueOrDefault(day) + spend;
        }

        return days;
    }

    private static async Task<Dictionary<DateOnly, double>> OwnAsync(ManagementCall call, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        var from = today.AddDays(-DaysLookedAt) < month ? today.AddDays(-DaysLookedAt) : month;
        var filter = new SpendFilter
        {
            FromDay = from.ToString(DayFormat, CultureInfo.InvariantCulture),
            ToDay = today.ToString(DayFormat, CultureInfo.InvariantCulture),
            KeyHash = call.Text("api_key") is { } key ? KeyToken.Hash(key) : null,
        };
        var sums = await call.Http.RequestServices.GetRequiredService<SpendSums>().ByAsync(filter, [SpendSums.Day], null, call.Aborted);
        return sums.ToDictionary(sum => DateOnly.ParseExact(sum.Names[0], DayFormat, CultureInfo.InvariantCulture), sum => sum.Cost);
    }
}
