using System.Net;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Which deployment is slow, and which one fails, as LiteLLM's <c>/model/metrics</c> tells it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ModelMetricsTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Each_deployment_is_told_by_its_address(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await StartAsync(fleet, dialect);
        foreach (var deployment in (string[])["one", "one", "two"])
        {
            using var answer = await gateway.ChatAsync(deployment, ",\"stream\":true");
            await answer.Content.ReadAsStringAsync();
        }

        fleet["b"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Status = 429, Count = 1 });
        using (var refused = await gateway.ChatAsync("two", ",\"num_retries\":0"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        await StoreAsync(gateway);
        string[] names = [$"{fleet["a"].Address}v1", $"{fleet["b"].Address}v1"];

        foreach (var path in (string[])["/model/metrics", "/model/streaming_metrics"])
        {
            var answer = await gateway.GetAsync(path + "?_selected_model_group=m&api_key=null");
            Assert.Equal(names.Order(StringComparer.Ordinal), answer.GetProperty("all_api_bases").EnumerateArray().Select(name => name.GetString()));
            var today = Assert.Single(answer.GetProperty("data").EnumerateArray());
            Assert.All(names, name => Assert.InRange(today.GetProperty(name).GetDouble(), 0, 60));
        }

        var slow = await gateway.GetAsync("/model/metrics/slow_responses?_selected_model_group=m");
        Assert.Equal(
            names.Order(StringComparer.Ordinal).Select(name => (name, 2, 0)),
            slow.EnumerateArray().Select(row => (row.GetProperty("api_base").GetString()!, row.GetProperty("total_count").GetInt32(), row.GetProperty("slow_count").GetInt32())).OrderBy(row => row.Item1, StringComparer.Ordinal));
        var failures = await gateway.GetAsync("/model/metrics/exceptions?_selected_model_group=m");
        var kind = Assert.Single(failures.GetProperty("exception_types").EnumerateArray()).GetString()!;
        var failed = Assert.Single(failures.GetProperty("data").EnumerateArray());
        Assert.Equal((names[1], 1), (failed.GetProperty("model").GetString(), failed.GetProperty(kind).GetInt32()));
    }

    [Theory]
    [InlineData("?_selected_model_group=other")]
    [InlineData("?endTime=2020-01-31")]
    public async Task Nothing_is_told_of_what_was_not_asked_for(string query)
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await StartAsync(fleet, nameof(SqlDialect.Sqlite));
        (await gateway.ChatAsync("one")).Dispose();
        await StoreAsync(gateway);

        Assert.Equal(0, (await gateway.GetAsync("/model/metrics" + query)).GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await gateway.GetAsync("/model/metrics")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Answers_of_the_cache_are_no_deployments()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await StartAsync(fleet, nameof(SqlDialect.Sqlite), "litellm_settings: { cache: true, cache_params: { type: local } }\n");
        for (var i = 0; i < 3; i++)
        {
            (await gateway.ChatAsync("one", ",\"seed\":1")).Dispose();
            await gateway.WhenIdleAsync();
        }

        await StoreAsync(gateway);

        Assert.Equal(1, Assert.Single((await gateway.GetAsync("/model/metrics/slow_responses")).EnumerateArray()).GetProperty("total_count").GetInt32());
    }

    [Theory]
    [InlineData("?api_key=sk-1", "api_key")]
    [InlineData("?customer=c", "customer")]
    [InlineData("?startTime=yesterday", "startTime")]
    public async Task What_cannot_be_told_is_refused(string query, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));

        using var answer = await gateway.Http.GetAsync("/model/metrics" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.ErrorAsync()).GetProperty("param").GetString());
    }

    private Task<GatewayServer> StartAsync(SimulatedFleet fleet, string dialect, string more = "") => KeyGateway.StartAsync(postgres, dialect, $$"""
        model_list:
          - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["a"].Address}}v1" }, model_info: { id: one } }
          - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["b"].Address}}v1" }, model_info: { id: two } }

        """ + more);

    private static async Task StoreAsync(GatewayServer gateway)
    {
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
    }
}
