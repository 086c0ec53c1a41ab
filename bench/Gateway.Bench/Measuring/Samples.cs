using Gateway.Bench.Targets;

namespace Gateway.Bench.Measuring;

/// <summary>Every figure that was taken, by target and name, one value a round.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, Dictionary<string, List<double>>> _values = [];

    public IReadOnlyDictionary<string, Dictionary<string, List<double>>> Values => _values;

    public void Add(string target, string figure, double value)
    {
        var figures = _values.TryGetValue(target, out var known) ? known : _values[target] = [];
        (figures.TryGetValue(figure, out var values) ? values : figures[figure] = []).Add(value);
    }

    public double? Latest(string target, string figure) => Find(target, figure)?[^1];

    public double? Median(string target, string figure) => Find(target, figure) is { } values ? MedianOf(values) : null;

    /// <summary>The median over the rounds of one target's value divided by the other's in the same round.</summary>
    public double? Ratio(string target, string other, string figure) =>
        Find(target, figure) is { } values && Find(other, figure) is { } others && values.Count == others.Count && others.All(value => value > 0)
            ? MedianOf(values.Zip(others, (value, divisor) => value / divisor))
            : null;

    /// <summary>For differences: those of a single round are too noisy to divide by.</summary>
    public double? RatioOfMedians(string target, string other, string figure) =>
        Median(target, figure) is { } value && Median(other, figure) is > 0 and { } divisor ? value / divisor : null;

    /// <summary>
    /// What a target adds to the upstream's latency, each in the quietest of its rounds. For what happens once in a hundred times: whoever else
    /// uses the machine only ever adds to it, and in a single round more than all targets together.
    /// </summary>
    public double? AddedWhenQuiet(string target, string latency) =>
        Find(target, latency) is { } values && Find(TargetNames.Upstream, latency) is { } direct ? values.Min() - direct.Min() : null;

    private List<double>? Find(string target, string figure) =>
        _values.TryGetValue(target, out var figures) && figures.TryGetValue(figure, out var values) ? values : null;

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
