using System.Net;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>What the charts of the admin site are drawn from, and what is kept of a request that went wrong.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ActivityTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Series_sums_requests_failures_and_latencies(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("a")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await gateway.ChatAsync("nothing")).StatusCode);

        foreach (var step in (int[])[1, 15, 60])
        {
            var series = await EventuallyAsync(gateway, $"/global/activity/series?step_minutes={step}&start={Now.AddHours(-2):yyyy-MM-dd HH:mm}", answer => answer.GetProperty("total").GetProperty("requests").GetInt64() == 4);
            Assert.Equal(1, series.GetProperty("total").GetProperty("failures").GetInt64());
            Assert.Equal(4, series.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("requests").GetInt64()));
            Assert.True(series.GetProperty("total").GetProperty("duration_p50_ms").GetDouble() > 0);
            Assert.Equal("a", series.GetProperty("models")[0].GetProperty("model").GetString());
        }
    }

    [Fact]
    public async Task Failed_attempts_are_kept_in_their_order()
    {
        var dead = Fleet.DeadAddress();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/m, api_base: "{{dead}}v1", order: 1 }, model_info: { id: dead } }
              - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["a"].Address}}v1", order: 2 }, model_info: { id: alive } }
            """);
        await gateway.PollAsync();

        using var response = await gateway.ChatAsync("m");
        var id = response.Header("x-litellm-call-id");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var details = await EventuallyAsync(gateway, $"/spend/logs/details?request_id={id}", answer => answer.GetProperty("attempts").GetArrayLength() > 0);
        Assert.All(details.GetProperty("attempts").EnumerateArray(), attempt => Assert.Equal(("dead", "Unreachable"), (attempt.GetProperty("deployment_id").GetString(), attempt.GetProperty("outcome").GetString())));
    }

    [Fact]
    public async Task Error_that_a_client_got_is_kept()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        using var response = await gateway.ChatAsync("nothing");
        var id = response.Header("x-litellm-call-id");

        var details = await EventuallyAsync(gateway, $"/spend/logs/details?request_id={id}", answer => answer.GetProperty("error_message").ValueKind == JsonValueKind.String);

        Assert.Contains("nothing", details.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "a")]
    [InlineData("key", null)]
    [InlineData("day", null)]
    [InlineData("tag", "t")]
    [InlineData("team", "")]
    public async Task Groups_add_up_to_their_total(string by, string? id)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.PostgreSql));
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("a", ",\"tags\":[\"t\"]")).StatusCode);

        var groups = await EventuallyAsync(gateway, $"/global/spend/groups?group_by={by}", answer => answer.GetProperty("total").GetProperty("requests").GetInt64() == 1);

        var row = Assert.Single(groups.GetProperty("data").EnumerateArray());
        Assert.Equal(id ?? row.GetProperty("id").GetString(), row.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Logs_are_searched_for_a_part_of_a_text()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.PostgreSql));
        var key = await gateway.NewKeyAsync("""{"key_alias":"Find-Me"}""");
        await gateway.TryAsync(key);
        await gateway.TryAsync(await gateway.NewKeyAsync("""{"key_alias":"other"}"""));

        var found = await EventuallyAsync(gateway, "/spend/logs/ui?search=ind-m", answer => answer.GetProperty("data").GetArrayLength() > 0);

        Assert.Equal("Find-Me", Assert.Single(found.GetProperty("data").EnumerateArray()).GetProperty("key_alias").GetString());
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // Rows are written a moment after the answer.
    private static async Task<JsonElement> EventuallyAsync(GatewayServer gateway, string path, Func<JsonElement, bool> condition)
    {
        JsonElement answer = default;
        await gateway.WhenAsync(() =>
        {
            answer = gateway.GetAsync(path).GetAwaiter().GetResult();
            return condition(answer);
        });
        return answer;
    }
}
