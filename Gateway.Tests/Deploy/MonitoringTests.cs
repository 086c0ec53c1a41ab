using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Deploy;

/// <summary>deploy/prometheus and deploy/grafana: whatever a dashboard or an alert asks for, the gateway exports.</summary>
public sealed partial class MonitoringTests
{
    private static readonly HashSet<string> s_exported = [.. ExportedName().Matches(Sources()).Select(match => match.Groups[1].Value)];

    public static TheoryData<string> Dashboards => [.. Directory.EnumerateFiles(Repository.File("deploy", "grafana", "dashboards"), "*.json").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_metric_of_a_dashboard_is_one_that_the_gateway_exports(string file)
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Repository.File("deploy", "grafana", "dashboards", file)))!;
        var queries = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!).ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.Empty(Unknown(query)));
    }

    [Fact]
    public void Every_metric_of_an_alert_is_one_that_the_gateway_exports()
    {
        var rules = YamlText.Read(File.ReadAllText(Repository.File("deploy", "prometheus", "alerts.yml")))["groups"]![0]!["rules"]!.AsArray();

        // Redis's memory is what its own exporter tells, and "up" is Prometheus's.
        var queries = rules.Select(rule => (string)rule!["expr"]!).Where(query => !query.Contains("redis_", StringComparison.Ordinal)).ToList();
        Assert.True(queries.Count >= 5);
        Assert.All(queries, query => Assert.Empty(Unknown(query)));
    }

    [Fact]
    public void A_metric_that_nobody_exports_is_found() => Assert.Equal(["gateway_wishes_total"], Unknown("sum(rate(gateway_wishes_total[5m]))"));

    private static IEnumerable<string> Unknown(string query) =>
        UsedName().Matches(Grouping().Replace(query, "")).Select(match => Family().Replace(match.Value, "")).Where(name => !s_exported.Contains(name));

    private static string Sources() =>
        string.Concat(Directory.EnumerateFiles(Repository.File("Gateway.Proxy", "Telemetry"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    [GeneratedRegex("\"((?:gateway|litellm)_[a-z0-9_]+)\"")]
    private static partial Regex ExportedName();

    [GeneratedRegex("(?:gateway|litellm)_[a-z0-9_]+")]
    private static partial Regex UsedName();

    // by (litellm_model_name): a label, not a metric.
    [GeneratedRegex(@"by \([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Family();
}
