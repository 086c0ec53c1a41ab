using Gateway.Proxy.Spend.Reports;

namespace Gateway.Tests.Proxy.Spend;

public sealed class SpendForecastTests
{
    private static readonly DateOnly s_today = new(2026, 11, 28);

    [Fact]
    public void Days_that_are_left_cost_what_the_four_weeks_before_today_have_cost_on_average()
    {
        var days = Enumerable.Range(1, 60).ToDictionary(i => s_today.AddDays(-i), i => i <= 28 ? 10.0 : 1000.0);

        var forecast = SpendForecast.Predict(days, s_today);

        Assert.Equal(["2026-11-29 10", "2026-11-30 10"], forecast["response"]!.AsArray().Select(day => $"{day!["date"]} {day["predicted_spend"]}"));
        Assert.Equal("Predicted Spend for November 2026, $300.00", (string?)forecast["predicted_spend"]);
    }

    [Theory]
    [InlineData(4, "$300.00")]
    [InlineData(25, "$315.00")]
    public void Today_costs_what_it_has_already_or_the_average_if_that_is_more(double today, string total)
    {
        var days = Enumerable.Range(1, 28).ToDictionary(i => s_today.AddDays(-i), _ => 10.0);
        days[s_today] = today;

        Assert.EndsWith(total, (string?)SpendForecast.Predict(days, s_today)["predicted_spend"], StringComparison.Ordinal);
    }

    [Fact]
    public void Days_before_the_first_that_is_known_are_not_taken_for_free_ones()
    {
        var days = new Dictionary<DateOnly, double> { [s_today.AddDays(-2)] = 30, [s_today.AddDays(-1)] = 0 };

        Assert.Equal("Predicted Spend for November 2026, $75.00", (string?)SpendForecast.Predict(days, s_today)["predicted_spend"]);
    }

    [Fact]
    public void Nothing_spent_is_nothing_predicted() =>
        Assert.Equal("Predicted Spend for November 2026, $0.00", (string?)SpendForecast.Predict(new Dictionary<DateOnly, double>(), s_today)["predicted_spend"]);
}
