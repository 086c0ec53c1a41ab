using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Simulator.Faults;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary><c>rpm_limit_type</c> and <c>tpm_limit_type</c>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LimitTypeTests(PostgresServer postgres)
{
    private const string Sqlite = nameof(SqlDialect.Sqlite);
    private const string Guaranteed = "guaranteed_throughput";

    [Fact]
    public async Task Keys_of_a_team_are_guaranteed_no_more_than_the_team_has()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/team/new", """{"team_id":"t","rpm_limit":100,"model_tpm_limit":{"a":1000}}""");
        await gateway.NewKeyAsync($$"""{"team_id":"t","rpm_limit":60,"rpm_limit_type":"{{Guaranteed}}","model_tpm_limit":{"a":900},"tpm_limit_type":"{{Guaranteed}}"}""");
        var free = await gateway.NewKeyAsync("""{"team_id":"t","rpm_limit":90}""");

        Assert.Equal("rpm_limit", await RefusedAsync(gateway, "/key/generate", $$"""{"team_id":"t","rpm_limit":41,"rpm_limit_type":"{{Guaranteed}}"}"""));
        Assert.Equal("model_tpm_limit.a", await RefusedAsync(gateway, "/key/generate", $$"""{"team_id":"t","model_tpm_limit":{"a":101},"tpm_limit_type":"{{Guaranteed}}"}"""));
        Assert.Equal("rpm_limit", await RefusedAsync(gateway, "/key/update", $$"""{"key":"{{free}}","rpm_limit_type":"{{Guaranteed}}"}"""));
        Assert.Null(await RefusedAsync(gateway, "/key/update", $$"""{"key":"{{free}}","rpm_limit":40,"rpm_limit_type":"{{Guaranteed}}"}"""));
    }

    [Fact]
    public async Task Teams_of_an_organization_are_guaranteed_no_more_than_it_has()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","tpm_limit":1000}""");
        await gateway.ManageAsync("/team/new", $$"""{"team_id":"t","organization_id":"o","tpm_limit":700,"tpm_limit_type":"{{Guaranteed}}"}""");

        Assert.Equal("tpm_limit", await RefusedAsync(gateway, "/team/new", $$"""{"organization_id":"o","tpm_limit":301,"tpm_limit_type":"{{Guaranteed}}"}"""));
        Assert.Null(await RefusedAsync(gateway, "/team/new", $$"""{"organization_id":"o","tpm_limit":300,"tpm_limit_type":"{{Guaranteed}}"}"""));
    }

    [Fact]
    public async Task Dynamic_limit_holds_only_while_the_model_has_failures()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 0, disable_cooldowns: true }\n"));
        await gateway.PollAsync();
        var key = await gateway.NewKeyAsync("""{"rpm_limit":1,"rpm_limit_type":"dynamic"}""");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [await AskAsync(), await AskAsync(), await AskAsync()]);

        fleet["a"].Faults = EngineFaults.OfStatus(503);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync());
        fleet["a"].Faults = EngineFaults.None;

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await AskAsync(), await AskAsync()]);

        async Task<HttpStatusCode> AskAsync() => (await gateway.TryAsync(key, "m")).Status;
    }

    [Fact]
    public async Task Users_may_not_make_their_own_limits_dynamic()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/user/new", """{"user_id":"u","user_role":"internal_user","auto_create_key":false}""");
        using var user = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u"}"""));

        foreach (var body in (string[])["""{"rpm_limit":1,"rpm_limit_type":"dynamic"}""", """{"tpm_limit":1,"metadata":{"tpm_limit_type":"dynamic"}}"""])
        {
            using var answer = await gateway.PostAsync("/key/generate", body, user);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var plain = await gateway.PostAsync("/key/generate", """{"rpm_limit":1,"rpm_limit_type":"best_effort_throughput"}""", user);
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
    }

    [Fact]
    public async Task Unknown_type_is_refused()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        Assert.Equal("tpm_limit_type", await RefusedAsync(gateway, "/key/generate", """{"tpm_limit_type":"always"}"""));
    }

    /// <summary>The field that a 400 names; null: the call went through.</summary>
    private static async Task<string?> RefusedAsync(GatewayServer gateway, string path, string json)
    {
        using var answer = await gateway.PostAsync(path, json);
        if (answer.IsSuccessStatusCode)
        {
            return null;
        }

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await answer.ErrorAsync()).GetProperty("param").GetString();
    }
}
