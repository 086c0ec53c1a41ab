using Gateway.Bench.Measuring;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Reporting;

/// <summary>The budgets of the gateway: the one place that knows the thresholds.</summary>
internal static class BudgetList
{
    private const string Bare = TargetNames.BareForwarder;
    private const string OfForwarder = "× bare-forwarder";
    private const string OfSmall = "× the small fleet";

    /// <summary>Rows for which nothing was measured (see <c>--only</c>) are left out.</summary>
    public static IReadOnlyList<Budget> Judge(Samples samples, Samples scale) =>
    [
        .. OfOne(samples, TargetNames.Gateway, "").Concat(OfOne(samples, TargetNames.GatewayShared, "shared: ")).Concat(AtScale(scale))
            .Where(budget => budget.Value is not null),
    ];

    // With Redis and PostgreSQL the gateway has the same budgets as without.
    private static IEnumerable<Budget> OfOne(Samples samples, string us, string prefix)
    {
        var cpu = Figure.CpuPerRequest(64);
        yield return new($"{prefix}CPU a request, 64 connections", samples.Ratio(us, Bare, cpu), OfForwarder, 1.5);
        yield return new($"{prefix}CPU a request, 64 connections", samples.Ratio(us, TargetNames.Nginx, cpu), "× nginx", 4);
        yield return new($"{prefix}requests/s, 64 connections", samples.Ratio(us, Bare, Figure.RequestsPerSecond(64)), OfForwarder, 0.65, IsCeiling: false);
        yield return new($"{prefix}latency added p50, 1 connection", samples.RatioOfMedians(us, Bare, Figure.Added(Figure.P50(1))), OfForwarder, 2);
        yield return new($"{prefix}latency added p99, 1 connection, when quiet", WhenQuiet(samples, us, Figure.P99(1)) / WhenQuiet(samples, Bare, Figure.P99(1)), OfForwarder, 2);
        yield return new($"{prefix}streamed events/s, 64 streams", samples.Ratio(us, Bare, Figure.EventsPerSecond), OfForwarder, 0.7, IsCeiling: false);
        yield return new($"{prefix}time to first chunk added p99, 64 streams, when quiet", WhenQuiet(samples, us, Figure.FirstChunkP99) / 1000, "ms", 2);
        yield return new($"{prefix}memory idle", samples.Median(us, Figure.IdleMegabytes), "MB", 120);
        yield return new($"{prefix}memory, 1,000 open streams", samples.Median(us, Figure.StreamsMegabytes), "MB", 250);
        yield return new($"{prefix}start to first answer", samples.Median(us, Figure.StartSeconds), "s", 1.5);
    }

    private static IEnumerable<Budget> AtScale(Samples scale)
    {
        const string Us = TargetNames.GatewayAtScale;
        const string Small = TargetNames.Gateway;
        yield return new("at scale: CPU a request, 64 connections", scale.Ratio(Us, Small, Figure.CpuPerRequest(64)), OfSmall, 1.2);
        yield return new("at scale: requests/s, 64 connections", scale.Ratio(Us, Small, Figure.RequestsPerSecond(64)), OfSmall, 0.8, IsCeiling: false);
        yield return new("at scale: latency p50, 1 connection", scale.Ratio(Us, Small, Figure.P50(1)), OfSmall, 1.2);
    }

    // Below a microsecond nothing is told apart.
    private static double? WhenQuiet(Samples samples, string target, string latency) =>
        samples.AddedWhenQuiet(target, latency) is { } added ? Math.Max(1, added) : null;
}
