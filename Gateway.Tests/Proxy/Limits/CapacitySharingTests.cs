using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;
using Gateway.Tests.Common;
using Gateway.Tests.Proxy.Configuration;
using Gateway.Tests.Proxy.Telemetry;

namespace Gateway.Tests.Proxy.Limits;

public sealed class CapacitySharingTests
{
    [Theory]
    [InlineData("{prod: 0.9, dev: 0.1}", 9, 1)]
    [InlineData("{prod: 0.75, dev: 0.75}", 5, 5)]
    [InlineData("{prod: {type: percent, value: 0.7}, dev: {type: rpm, value: 3}}", 7, 3)]
    [InlineData("{prod: {type: tpm, value: 250}, dev: 0.01}", 2, 1)]
    [InlineData("{prod: {type: rpm, value: 50}, dev: 0}", 10, 0)]
    public void Share_of_ten_requests_is(string reservation, int prod, int dev)
    {
        var capacity = Capacity(reservation, "rpm: 4, tpm: 400", "rpm: 6, tpm: 600")!;

        Assert.Equal((prod, dev), (capacity.ShareOf("prod").Limits.Rpm, capacity.ShareOf("dev").Limits.Rpm));
    }

    [Fact]
    public void Each_kind_of_limit_is_shared_alike()
    {
        var capacity = Capacity("{prod: 0.5}", "rpm: 10, tpm: 1000, max_parallel_requests: 4", "rpm: 10, tpm: 1000, max_parallel_requests: 4")!;

        Assert.Equal(new KeyLimits(20, 2000, 8), capacity.Limits);
        Assert.Equal(new KeyLimits(10, 1000, 4), capacity.ShareOf("prod").Limits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody-has-heard-of-it")]
    public void Caller_without_a_known_priority_has_the_default_share(string? priority) =>
        Assert.Equal(5, Capacity("{prod: 0.9}", "rpm: 10")!.ShareOf(priority).Limits.Rpm);

    [Fact]
    public void What_one_deployment_has_no_figure_for_is_not_limited() =>
        Assert.Equal(new KeyLimits(20, null, null), Capacity("{prod: 0.9}", "rpm: 10, tpm: 5", "rpm: 10")!.Limits);

    [Fact]
    public void Group_without_any_figure_is_shared_by_nobody() => Assert.Null(Capacity("{prod: 0.9}", "rpm: 10", "tpm: 5"));

    private static GroupCapacity? Capacity(string reservation, params string[] deployments)
    {
        var models = deployments.Select((limits, i) => $$"""
              - model_name: m
                litellm_params: {model: openai/m, api_base: http://vllm-{{i}}:8000/v1, {{limits}}}

            """);
        var config = ConfigFolder.Load($"model_list:\n{string.Concat(models)}litellm_settings: {{priority_reservation: {reservation}}}\n");
        return Scrapes.Snapshot(config, new RuntimeState(new ManualTimeProvider())).GroupsByName["m"].Capacity;
    }
}
