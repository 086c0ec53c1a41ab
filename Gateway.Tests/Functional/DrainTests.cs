using System.Net;
using Gateway.Proxy.Fleet;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Deployments taken out of the routing by hand.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DrainTests(PostgresServer postgres)
{
    private const string Two = """
        model_list:
          - { model_name: m, litellm_params: { model: openai/m, api_base: "http://127.0.0.1:9/v1", mock_response: one }, model_info: { id: one } }
          - { model_name: m, litellm_params: { model: openai/m, api_base: "http://127.0.0.1:9/v1", mock_response: two }, model_info: { id: two } }
        """;

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Drained_deployment_gets_nothing_and_undrained_it_serves_again(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, Two);

        await gateway.ManageAsync("/deployment/drain", """{"id":"one"}""");
        var drained = await AnsweredByAsync(gateway);
        await gateway.ManageAsync("/deployment/undrain", """{"id":"one"}""");

        Assert.Equal(["two"], drained);
        Assert.Equal(["one", "two"], await AnsweredByAsync(gateway));
    }

    [Fact]
    public async Task Group_that_is_drained_altogether_says_so()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Two);
        await gateway.ManageAsync("/deployment/drain", """{"id":"one"}""");
        await gateway.ManageAsync("/deployment/drain", """{"id":"two"}""");

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("drained", (await response.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_that_a_client_names_is_drained_too()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Two);
        await gateway.ManageAsync("/deployment/drain", """{"id":"one"}""");

        using var response = await gateway.ChatAsync("one");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Other_replica_drains_it_as_well()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(Two, databaseUrl: url);
        await using var other = await GatewayServer.StartAsync(Two, databaseUrl: url);
        await one.PollAsync();
        await one.ManageAsync("/deployment/drain", """{"id":"one"}""");

        await other.Services.GetRequiredService<DrainedDeployments>().LookAsync(CancellationToken.None);

        Assert.Equal(["two"], await AnsweredByAsync(other));
    }

    [Fact]
    public async Task Unknown_deployment_is_not_found()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Two);

        using var response = await gateway.PostAsync("/deployment/drain", """{"id":"three"}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task List_shows_state_and_price()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Two);
        await gateway.ManageAsync("/deployment/drain", """{"id":"one"}""");

        var list = (await gateway.GetAsync("/deployment/list")).GetProperty("data").EnumerateArray().ToDictionary(item => item.GetProperty("id").GetString()!);

        Assert.True(list["one"].GetProperty("drained").GetBoolean());
        Assert.False(list["two"].GetProperty("drained").GetBoolean());
    }

    private static async Task<IReadOnlyList<string>> AnsweredByAsync(GatewayServer gateway)
    {
        var answered = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            using var response = await gateway.ChatAsync("m");
            answered.Add(response.Header("x-litellm-model-id")!);
        }

        return [.. answered];
    }
}
