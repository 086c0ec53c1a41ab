using Gateway.Bench.Measuring;
using Gateway.Bench.Targets;

namespace Gateway.Bench.Reporting;

/// <summary>The tables on standard output.</summary>
internal static class Report
{
    private static readonly string[] s_targets = [TargetNames.Upstream, TargetNames.Nginx, TargetNames.BareForwarder, TargetNames.Gateway, TargetNames.GatewayShared];

    private static readonly Row[] s_rows =
    [
        .. ForConnections(1),
        .. ForConnections(16),
        .. ForConnections(64),
        new("stream events/s, 64 streams", Figure.EventsPerSecond, "N0"),
        new("CPU µs an event, 64 streams", Figure.CpuPerEvent, "N2"),
        new("CPU µs an event, 64 paced streams", Figure.CpuPerPacedEvent, "N1"),
        new("first chunk added p50 µs, 64 paced", Figure.Added(Figure.FirstChunkP50), "N0", WithRatios: false),
        new("first chunk added p99 µs, 64 paced", Figure.Added(Figure.FirstChunkP99), "N0", WithRatios: false),
        new("start to first answer, s", Figure.StartSeconds, "N2"),
        new("memory idle, MB", Figure.IdleMegabytes, "N0"),
        new("memory, 1,000 open streams, MB", Figure.StreamsMegabytes, "N0"),
        new("memory after all load, MB", Figure.LoadedMegabytes, "N0"),
    ];

    private static readonly Row[] s_scaleRows =
    [
        new("requests/s, 1 connection", Figure.RequestsPerSecond(1), "N0"),
        new("latency p50 µs, 1 connection", Figure.P50(1), "N0"),
        new("latency p99 µs, 1 connection", Figure.P99(1), "N0"),
        new("requests/s, 64 connections", Figure.RequestsPerSecond(64), "N0"),
        new("CPU µs a request, 64 connections", Figure.CpuPerRequest(64), "N1"),
        new("CPU idle, % of a processor", Figure.IdleCpuShare, "N1", WithRatios: false),
        new("start to first answer, s", Figure.StartSeconds, "N2", WithRatios: false),
        new("memory after all load, MB", Figure.LoadedMegabytes, "N0"),
    ];

    public static void Print(Samples samples, Samples scale, IReadOnlyList<Budget> budgets, BenchOptions options)
    {
        Console.WriteLine();
        Console.WriteLine($"{Machine.Describe()}; {options.Rounds} rounds of {options.Seconds:0.#} s each, medians");
        if (options.StandIn)
        {
            Console.WriteLine("The gateway's column is a second bare forwarder (--stand-in): how far its ratios are from 1 is the noise of this run.");
        }

        string[][] lines = [.. Lines(samples)];
        if (lines.Length > 0)
        {
            Console.WriteLine();
            Table.Print(["", .. s_targets, "gw/forwarder", "gw/nginx", "shared/forwarder"], lines);
        }

        if (scale.Values.Count > 0)
        {
            Console.WriteLine();
            Table.Print(["1,000 deployments, 10,000 keys", TargetNames.Gateway, TargetNames.GatewayAtScale, "ratio"], ScaleLines(scale));
        }

        if (budgets.Count > 0)
        {
            Console.WriteLine();
            Table.Print(["budget", "measured", "limit", ""], budgets.Select(Line));
        }

        foreach (var budget in budgets.Where(budget => budget.Met == false))
        {
            Console.WriteLine($"Missed: {budget.What}: {budget.Value:0.00} {budget.Unit}, {Limit(budget)}");
        }
    }

    private static IEnumerable<Row> ForConnections(int connections)
    {
        var at = $"{connections} connection{(connections == 1 ? "" : "s")}";
        yield return new($"requests/s, {at}", Figure.RequestsPerSecond(connections), "N0");
        yield return new($"CPU µs a request, {at}", Figure.CpuPerRequest(connections), "N1");
        yield return new($"CPU µs a request afterwards, {at}", Figure.CpuAfterwards(connections), "N1", WithRatios: false);
        yield return new($"latency p50 µs, {at}", Figure.P50(connections), "N0");
        yield return new($"latency p99 µs, {at}", Figure.P99(connections), "N0");
        yield return new($"latency added p50 µs, {at}", Figure.Added(Figure.P50(connections)), "N0");
        yield return new($"latency added p99 µs, {at}", Figure.Added(Figure.P99(connections)), "N0");
    }

    private static IEnumerable<string[]> Lines(Samples samples) =>
        from row in s_rows
        let values = s_targets.Select(target => samples.Median(target, row.Figure)).ToArray()
        where values.Any(value => value is not null)
        select (string[])
        [
            row.Label,
            .. values.Select(value => Number(value, row.Format)),
            row.WithRatios ? Number(Ratio(samples, TargetNames.Gateway, TargetNames.BareForwarder, row.Figure), "N2") : "",
            row.WithRatios ? Number(Ratio(samples, TargetNames.Gateway, TargetNames.Nginx, row.Figure), "N2") : "",
            row.WithRatios ? Number(Ratio(samples, TargetNames.GatewayShared, TargetNames.BareForwarder, row.Figure), "N2") : "",
        ];

    private static IEnumerable<string[]> ScaleLines(Samples scale) =>
        from row in s_scaleRows
        select (string[])
        [
            row.Label,
            Number(scale.Median(TargetNames.Gateway, row.Figure), row.Format),
            Number(scale.Median(TargetNames.GatewayAtScale, row.Figure), row.Format),
            row.WithRatios ? Number(scale.Ratio(TargetNames.GatewayAtScale, TargetNames.Gateway, row.Figure), "N2") : "",
        ];

    private static double? Ratio(Samples samples, string target, string other, string figure) =>
        figure.StartsWith(Figure.Added(""), StringComparison.Ordinal)
            ? samples.RatioOfMedians(target, other, figure)
            : samples.Ratio(target, other, figure);

    private static string[] Line(Budget budget) =>
        [budget.What, $"{budget.Value:0.00} {budget.Unit}", Limit(budget), budget.Met == true ? "✓" : "✗"];

    private static string Limit(Budget budget) => $"{(budget.IsCeiling ? "at most" : "at least")} {budget.Limit}";

    private static string Number(double? value, string format) => value is { } number ? number.ToString(format) : "–";
}
