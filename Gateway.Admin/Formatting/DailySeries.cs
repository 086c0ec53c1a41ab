using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Admin.Formatting;

/// <summary>Sums by day as points of a chart, days without requests too.</summary>
internal static class DailySeries
{
    public static IReadOnlyList<ChartPoint> Of(SpendGroups days, DateOnly from, DateOnly to, Func<SpendGroup, double> value)
    {
        var byDay = days.Data.ToDictionary(day => DateOnly.ParseExact(day.Id, "yyyy-MM-dd", CultureInfo.InvariantCulture), value);
        var points = new List<ChartPoint>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            points.Add(new ChartPoint(day.ToDateTime(TimeOnly.MinValue), byDay.GetValueOrDefault(day)));
        }

        return points;
    }
}
