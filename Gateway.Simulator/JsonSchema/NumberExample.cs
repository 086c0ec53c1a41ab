using Gateway.Simulator.Generation;

namespace Gateway.Simulator.JsonSchema;

/// <summary>A number within minimum, maximum, exclusiveMinimum, exclusiveMaximum and multipleOf.</summary>
internal static class NumberExample
{
    private const decimal Span = 100;

    public static decimal Write(SchemaView view, ref DeterministicRandom random, bool isInteger)
    {
        var step = view.Greatest("multipleOf") is { } multiple && multiple > 0 ? multiple : isInteger ? 1 : 0;
        var low = Max(view.Greatest("minimum"), view.Greatest("exclusiveMinimum"));
        var high = Min(view.Least("maximum"), view.Least("exclusiveMaximum"));
        var lowest = low ?? (high is { } top ? Math.Min(0, top - Span) : 0);
        var highest = high ?? Math.Max(lowest, 0) + Span;
        var lowExcluded = view.Greatest("exclusiveMinimum") == low && low is not null;
        var highExcluded = view.Least("exclusiveMaximum") == high && high is not null;
        if (step == 0)
        {
            // Inside by construction, and seldom on a bound; two digits where the range has room for them.
            var fraction = (1 + random.Below(98)) / 100m;
            return lowest == highest ? lowest : lowest + ((highest - lowest) * fraction);
        }

        var first = Math.Ceiling(lowest / step);
        var last = Math.Floor(highest / step);
        first += lowExcluded && first * step == lowest ? 1 : 0;
        last -= highExcluded && last * step == highest ? 1 : 0;
        var count = Math.Clamp(last - first + 1, 1, 1_000);
        return (first + random.Below((int)count)) * step;
    }

    private static decimal? Max(decimal? a, decimal? b) => a is null || b > a ? b : a;

    private static decimal? Min(decimal? a, decimal? b) => a is null || b < a ? b : a;
}
