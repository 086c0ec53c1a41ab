using Gateway.Bench.Measuring;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Reporting;

/// <summary>The budgets of the gateway: the one place that knows the thresholds.</summary>
internal static class BudgetList
{
    private const string Us = TargetNames.Gateway;
    private const string Bare = TargetNames.BareForwarder;
    private const string AtScale = TargetNames.GatewayAtScale;
    private const string OfForwarder = "× bare-forwarder";
    private const string OfSmall = "× the small fleet";

    /// <summary>Rows for which nothing was measured (see <c>--only</c>) are left out.</summary>
    public static IReadOnlyList<Budget> Judge(Samples samples, Samples scale) => [.. All(samples, scale).Where(budget => budget.Value is not null)];

    private static IEnumerable<Budget> All(Samples samples, Samples scale)
    {
        var cpu = Figure.CpuPerRequest(64);
        yield return new("CPU a request, 64 connections", samples.Ratio(Us, Bare, cpu), OfForwarder, 1.5);
        yield return new("CPU a request, 64 connections", samples.Ratio(Us, TargetNames.Nginx, cpu), "× nginx", 4);
        yield return new("requests/s, 64 connections", samples.Ratio(Us, Bare, Figure.RequestsPerSecond(64)), OfForwarder, 0.65, IsCeiling: false);
        yield return new("latency added p50, 1 connection", samples.RatioOfMedians(Us, Bare, Figure.Added(Figure.P50(1))), OfForwarder, 2);
        yield return new("latency added p99, 1 connection, when quiet", WhenQuiet(samples, Us, Figure.P99(1)) / WhenQuiet(samples, Bare, Figure.P99(1)), OfForwarder, 2);
        yield return new("streamed events/s, 64 streams", samples.Ratio(Us, Bare, Figure.EventsPerSecond), OfForwarder, 0.7, IsCeiling: false);
        yield return new("time to first chunk added p99, 64 streams, when quiet", WhenQuiet(samples, Us, Figure.FirstChunkP99) / 1000, "ms", 2);
        yield return new("memory idle", samples.Median(Us, Figure.IdleMegabytes), "MB", 120);
        yield return new("memory, 1,000 open streams", samples.Median(Us, Figure.StreamsMegabytes), "MB", 250);
        yield return new("start to first answer", samples.Median(Us, Figure.StartSeconds), "s", 1.5);
        yield return new("at scale: CPU a request, 64 connections", scale.Ratio(AtScale, Us, cpu), OfSmall, 1.2);
        yield return new("at scale: requests/s, 64 connections", scale.Ratio(AtScale, Us, Figure.RequestsPerSecond(64)), OfSmall, 0.8, IsCeiling: false);
        yield return new("at scale: latency p50, 1 connection", scale.Ratio(AtScale, Us, Figure.P50(1)), OfSmall, 1.2);
    }

    // Below a microsecond nothing is told apart.
    private static double? WhenQuiet(Samples samples, string target, string latency) =>
        samples.AddedWhenQuiet(target, latency) is { } added ? Math.Max(1, added) : null;
}
