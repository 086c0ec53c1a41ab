using System.Net;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>What one process is told holds at all of them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ThreeGatewaysTests(PostgresServer postgres) : IAsyncLifetime
{
    private ThreeGateways _three = null!;

    public async Task InitializeAsync() => _three = await ThreeGateways.StartAsync(await postgres.NewDatabaseAsync());

    public async Task DisposeAsync() => await _three.DisposeAsync();

    [Fact]
    public async Task Rate_limit_is_admitted_once_and_not_three_times()
    {
        var key = await _three.NewKeyAsync("""{"rpm_limit":40}""");
        await _three.WhenKnownAsync(key);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => _three.ChatAsync(i, key)));

        Assert.Equal(40, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(80, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Team_and_model_limit_is_admitted_once()
    {
        await _three.ManageAsync(0, "/team/new", """{"team_id":"t","model_rpm_limit":{"m":10}}""");
        var key = await _three.NewKeyAsync("""{"team_id":"t"}""");
        await _three.WhenKnownAsync(key);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _three.ChatAsync(i, key)));

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.OK, await _three.ChatAsync(0, key, "dollar"));
    }

    [Fact]
    public async Task Limit_of_a_team_member_is_admitted_once_whichever_key_is_used()
    {
        await _three.ManageAsync(0, "/team/new", """{"team_id":"members","members_with_roles":[{"role":"user","user_id":"u"}]}""");
        await _three.ManageAsync(0, "/team/member_update", """{"team_id":"members","user_id":"u","rpm_limit":10}""");
        string[] keys = [await _three.NewKeyAsync("""{"team_id":"members","user_id":"u"}"""), await _three.NewKeyAsync("""{"team_id":"members","user_id":"u"}""")];
        await _three.WhenKnownAsync(keys[0]);
        await _three.WhenKnownAsync(keys[1]);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _three.ChatAsync(i, keys[i % 2])));

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Limit_and_budget_of_an_organization_are_admitted_once_whichever_team_asks()
    {
        await _three.ManageAsync(0, "/organization/new", """{"organization_id":"limits","organization_alias":"L","model_rpm_limit":{"m":10},"max_budget":10}""");
        await _three.ManageAsync(0, "/team/new", """{"team_id":"first","organization_id":"limits"}""");
        await _three.ManageAsync(0, "/team/new", """{"team_id":"second","organization_id":"limits"}""");
        string[] keys = [await _three.NewKeyAsync("""{"team_id":"first"}"""), await _three.NewKeyAsync("""{"team_id":"second"}""")];
        await _three.WhenKnownAsync(keys[0]);
        await _three.WhenKnownAsync(keys[1]);

        var limited = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _three.ChatAsync(i, keys[i % 2])));
        var paid = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _three.ChatAsync(i, keys[i % 2], "dollar")));

        Assert.Equal(10, limited.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(10, paid.Count(status => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Budget_is_spent_once_and_a_raise_holds_at_once()
    {
        var key = await _three.NewKeyAsync("""{"max_budget":10}""");
        await _three.WhenKnownAsync(key);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _three.ChatAsync(i, key, "dollar")));

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.OK));
        await _three.ManageAsync(1, "/key/update", $$"""{"key":"{{key}}","max_budget":12}""");
        await ThreeGateways.WhenAsync(async () => await _three.ChatAsync(2, key, "dollar") == HttpStatusCode.OK, "the raise");
    }

    [Fact]
    public async Task Spend_that_is_reset_is_reset_everywhere()
    {
        var key = await _three.NewKeyAsync("""{"max_budget":2}""");
        await _three.WhenKnownAsync(key);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _three.ChatAsync(i, key, "dollar")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await _three.ChatAsync(0, key, "dollar"));

        await _three.ManageAsync(0, $"/key/{key}/reset_spend", """{"reset_to":0}""");

        await ThreeGateways.WhenAsync(async () => await _three.ChatAsync(2, key, "dollar") == HttpStatusCode.OK, "the reset");
    }

    [Fact]
    public async Task Key_that_is_blocked_at_one_is_refused_by_all()
    {
        var key = await _three.NewKeyAsync("{}");
        await _three.WhenKnownAsync(key);

        await _three.ManageAsync(1, "/key/block", $$"""{"key":"{{key}}"}""");

        for (var i = 0; i < 3; i++)
        {
            var number = i;
            await ThreeGateways.WhenAsync(async () => await _three.ChatAsync(number, key) == HttpStatusCode.Unauthorized, "the block");
        }
    }

    [Fact]
    public async Task Deployment_that_fails_at_one_is_spared_by_all()
    {
        _three.Fleet["a"].Faults = EngineFaults.Of(FaultKind.Status);
        await ThreeGateways.WhenAsync(async () =>
        {
            await _three.ChatAsync(0, GatewayServer.MasterKey);
            return await CoolsDownAsync(0);
        }, "a cooldown at the first");

        await ThreeGateways.WhenAsync(() => CoolsDownAsync(1), "the cooldown at the second");
        await ThreeGateways.WhenAsync(() => CoolsDownAsync(2), "the cooldown at the third");
        var before = _three.Fleet["a"].Counters.Received;
        var statuses = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => _three.ChatAsync(i, GatewayServer.MasterKey)));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(before, _three.Fleet["a"].Counters.Received);
    }

    [Fact]
    public async Task Config_that_is_edited_is_taken_over_by_all()
    {
        var config = await File.ReadAllTextAsync(_three.ConfigPath);

        await File.WriteAllTextAsync(_three.ConfigPath, config.Replace("model_name: dollar", "model_name: renamed", StringComparison.Ordinal));

        for (var i = 0; i < 3; i++)
        {
            var number = i;
            await ThreeGateways.WhenAsync(async () => await _three.ChatAsync(number, GatewayServer.MasterKey, "renamed") == HttpStatusCode.OK, "the edit");
        }
    }

    private async Task<bool> CoolsDownAsync(int number) =>
        (await _three.Http(number).GetStringAsync("/metrics")).Split('\n')
            .Any(line => line.StartsWith("gateway_deployment_cooldown_seconds{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
}
