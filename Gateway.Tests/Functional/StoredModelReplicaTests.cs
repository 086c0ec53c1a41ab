using System.Net;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Stored models across restarts and replicas; nobody waits, the poll is called.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoredModelReplicaTests(PostgresServer postgres)
{
    private static readonly string s_model = StoredModelTests.Model("stored", "http://127.0.0.1:9/v1", "\"mock_response\":\"hi\"", "\"id\":\"one\"");

    [Fact]
    public async Task Other_replica_sees_it_at_its_next_poll()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        await one.ManageAsync("/model/new", s_model);
        await two.PollAsync();
        Assert.Equal(HttpStatusCode.OK, (await two.ChatAsync("stored")).StatusCode);

        await two.ManageAsync("/model/delete", """{"id":"one"}""");
        await one.PollAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await one.ChatAsync("stored")).StatusCode);
    }

    [Fact]
    public async Task Survives_a_restart()
    {
        var url = await postgres.NewDatabaseAsync();
        await using (var first = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url, saltKey: "salt"))
        {
            await first.ManageAsync("/model/new", s_model);
        }

        await using var second = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url, saltKey: "salt");
        await second.PollAsync();

        Assert.Equal(HttpStatusCode.OK, (await second.ChatAsync("stored")).StatusCode);
        Assert.Equal("sk-provider-Secret", second.Group("stored").Deployments[0].ApiKey);
    }

    [Fact]
    public async Task Under_another_salt_it_is_left_out_reported_and_can_be_deleted()
    {
        var url = await postgres.NewDatabaseAsync();
        await using (var first = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url, saltKey: "salt"))
        {
            await first.ManageAsync("/model/new", s_model);
        }

        using var logs = new CapturedLogs();
        await using var second = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url, logs: logs, saltKey: "another");
        await second.PollAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await second.ChatAsync("stored")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.ChatAsync("a")).StatusCode);
        Assert.Contains("one (stored) cannot be decrypted", logs.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await second.PostAsync("/model/update", """{"model_info":{"id":"one"},"model_name":"x"}""")).StatusCode);
        await second.ManageAsync("/model/delete", """{"id":"one"}""");
    }
}
