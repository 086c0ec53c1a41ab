using System.Net;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Two gateways on one database; nobody waits, the poll is called.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyReplicaTests(PostgresServer postgres)
{
    [Fact]
    public async Task Replicas_see_each_others_changes_at_the_next_poll()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        await one.ManageAsync("/team/new", """{"team_id":"t","models":["a"]}""");
        var key = await one.NewKeyAsync("""{"team_id":"t","key_alias":"k"}""");
        await two.PollAsync();
        Assert.Equal((HttpStatusCode.OK, null), await two.TryAsync(key));

        await two.ManageAsync("/team/block", """{"team_id":"t"}""");
        await one.PollAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await one.TryAsync(key)).Status);
        await two.ManageAsync("/team/unblock", """{"team_id":"t"}""");
        var next = (await two.ManageAsync("/key/regenerate", """{"key":"TOKEN"}""".Replace("TOKEN", key, StringComparison.Ordinal))).GetProperty("key").GetString()!;
        await one.PollAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_key"), await one.TryAsync(key));
        Assert.Equal((HttpStatusCode.OK, null), await one.TryAsync(next));

        await one.ManageAsync("/key/delete", """{"key_aliases":["k"]}""");
        await two.PollAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "token_not_found_in_db"), await two.TryAsync(next));
    }

    [Fact]
    public async Task Replicas_see_each_others_organizations_with_their_members()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        await one.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","models":["a"]}""");
        await one.ManageAsync("/team/new", """{"team_id":"t","organization_id":"o"}""");
        await one.ManageAsync("/organization/member_add", """{"organization_id":"o","member":{"role":"org_admin","user_id":"lead"}}""");
        var (key, lead) = (await one.NewKeyAsync("""{"team_id":"t"}"""), await one.NewKeyAsync("""{"user_id":"lead"}"""));
        await two.PollAsync();
        using var client = two.NewClient(lead);
        using var blocked = await two.PostAsync("/team/block", """{"team_id":"t"}""", client);
        Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);
        await two.ManageAsync("/team/unblock", """{"team_id":"t"}""");
        Assert.Equal((HttpStatusCode.Forbidden, "organization_model_access_denied"), await two.TryAsync(key, "b"));

        await two.ManageAsync("/organization/update", """{"organization_id":"o","blocked":true}""");
        await one.PollAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "auth_error"), await one.TryAsync(key));
        await two.ManageAsync("/organization/delete", """{"organization_ids":["o"]}""");
        await one.PollAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "token_not_found_in_db"), await one.TryAsync(key));
    }

    [Fact]
    public async Task Changes_made_at_the_same_time_by_both_are_all_seen()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await using var two = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);

        var keys = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).NewKeyAsync()));
        await Task.WhenAll(one.PollAsync(), two.PollAsync());

        foreach (var gateway in (GatewayServer[])[one, two])
        {
            Assert.All(keys, key => Assert.NotNull(gateway.Services.GetRequiredService<KeyDirectory>().Find(KeyHash.Of(key))));
        }
    }

    [Fact]
    public async Task Restarted_gateway_knows_keys_and_what_they_have_spent()
    {
        var url = await postgres.NewDatabaseAsync();
        string key;
        await using (var first = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url))
        {
            key = await first.NewKeyAsync("""{"max_budget":7}""");
            await first.Services.GetRequiredService<Database>().ExecuteAsync("UPDATE virtual_keys SET spend = 6.5");
        }

        await using var second = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        await second.PollAsync();

        using var client = second.NewClient(key);
        using var answer = await second.ChatAsync("a", client: client);
        Assert.Equal("6.5", answer.Header("x-litellm-key-spend"));
    }

    [Fact]
    public async Task Spend_written_by_another_replica_is_learned()
    {
        var url = await postgres.NewDatabaseAsync();
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: url);
        var key = await gateway.NewKeyAsync("""{"max_budget":7}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
        await gateway.Services.GetRequiredService<Database>().ExecuteAsync("UPDATE virtual_keys SET spend = 3");

        // The gateway's own refresh may come first, and then nothing is left to ask; the result is the same.
        await gateway.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);

        var state = gateway.Services.GetRequiredService<SnapshotStore>().Current.StoredKeys.Find(KeyHash.Of(key))!.State;
        await gateway.TryAsync(key);
        await gateway.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);
        Assert.Equal(3, state.Spend.Spend(TimeProvider.System.GetUtcNow()));
    }
}
