using System.Net;
using System.Text.Json;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Organizations: what holds for all of their teams and keys, and what was spent in them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OrganizationTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Organization_lives_from_new_to_delete_and_takes_its_teams_and_keys_along(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var made = await gateway.ManageAsync("/organization/new", """{"organization_alias":"Acme","models":["a"],"max_budget":10,"budget_duration":"30d","metadata":{"site":"Bonn"}}""");
        var id = made.GetProperty("organization_id").GetString()!;
        Assert.Equal(10, made.GetProperty("litellm_budget_table").GetProperty("max_budget").GetDouble());
        await gateway.ManageAsync("/team/new", $$"""{"team_id":"t","organization_id":"{{id}}"}""");
        var ofTeam = await gateway.NewKeyAsync("""{"team_id":"t"}""");
        var own = await gateway.NewKeyAsync($$"""{"organization_id":"{{id}}"}""");
        var other = await gateway.NewKeyAsync();
        await gateway.ManageAsync("/organization/member_add", $$"""{"organization_id":"{{id}}","member":[{"role":"org_admin","user_id":"lead"},{"role":"internal_user","user_email":"dev@example.com"}]}""");
        using (var patched = await gateway.Http.PatchAsync("/organization/update", new StringContent($$"""{"organization_id":"{{id}}","organization_alias":"Acme Ltd"}""")))
        {
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        }

        var info = await gateway.GetAsync($"/organization/info?organization_id={id}");
        Assert.Equal(("Acme Ltd", "Bonn"), (info.GetProperty("organization_alias").GetString(), info.GetProperty("metadata").GetProperty("site").GetString()));
        Assert.Equal(["internal_user dev@example.com", "org_admin "], info.GetProperty("members").EnumerateArray().Select(member => $"{member.GetProperty("user_role")} {member.GetProperty("user_email")}").Order());
        Assert.Equal("t", Assert.Single(info.GetProperty("teams").EnumerateArray()).GetProperty("team_id").GetString());
        Assert.Equal(id, Assert.Single((await gateway.GetAsync("/organization/list?org_alias=acme")).EnumerateArray()).GetProperty("organization_id").GetString());
        Assert.Equal(id, (await gateway.GetAsync("/user/info?user_id=lead")).GetProperty("user_info").GetProperty("organization_memberships")[0].GetProperty("organization_id").GetString());
        Assert.Equal(2, (await gateway.GetAsync($"/key/list?organization_id={id}")).GetProperty("total_count").GetInt32());
        Assert.Equal(1, (await gateway.GetAsync($"/v2/team/list?organization_id={id}")).GetProperty("total").GetInt32());

        using (var removed = await gateway.Http.SendAsync(new(HttpMethod.Delete, "/organization/member_delete") { Content = new StringContent($$"""{"organization_id":"{{id}}","user_id":"lead"}""") }))
        {
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        }

        using var deleted = await gateway.Http.SendAsync(new(HttpMethod.Delete, "/organization/delete") { Content = new StringContent($$"""{"organization_ids":["{{id}}"]}""") });
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TryAsync(ofTeam)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TryAsync(own)).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(other)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"/organization/info?organization_id={id}")).StatusCode);
        Assert.Equal(
            ["created", "member_put", "member_put", "updated", "member_deleted", "deleted"],
            await gateway.TextsAsync("SELECT action FROM audit_log WHERE table_name = 'organizations' ORDER BY changed_at, id"));
    }

    [Theory]
    [InlineData("/organization/new", """{"organization_id":"x"}""", "organization_alias")]
    [InlineData("/organization/new", """{"organization_alias":"x","max_budget":-1}""", "max_budget")]
    [InlineData("/organization/new", """{"organization_alias":"x","budget_id":"none"}""", "budget_id")]
    [InlineData("/organization/new", """{"organization_alias":"x","organization_id":"o"}""", "organization_id")]
    [InlineData("/organization/member_add", """{"organization_id":"o","member":{"role":"king","user_id":"u"}}""", "role")]
    [InlineData("/organization/member_add", """{"organization_id":"o","member":{"role":"org_admin"}}""", "member")]
    [InlineData("/organization/member_add", """{"organization_id":"o","member":{"user_id":"u"},"max_budget_in_organization":5}""", "max_budget_in_organization")]
    [InlineData("/team/new", """{"organization_id":"none"}""", "organization_id")]
    [InlineData("/team/new", """{"organization_id":"o","max_budget":11}""", "max_budget")]
    [InlineData("/team/new", """{"organization_id":"o","rpm_limit":6}""", "rpm_limit")]
    [InlineData("/key/generate", """{"organization_id":"none"}""", "organization_id")]
    [InlineData("/key/generate", """{"organization_id":"p","team_id":"t"}""", "organization_id")]
    public async Task Wrong_field_is_named(string path, string body, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","max_budget":10,"rpm_limit":5}""");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"p","organization_alias":"P"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"t","organization_id":"o"}""");

        using var response = await gateway.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Team_of_an_organization_that_is_gone_is_changed_like_any_other()
    {
        await using var gateway = await WithMembersAsync();
        await gateway.Services.GetRequiredService<Database>().ExecuteAsync("DELETE FROM organizations");

        var changed = await gateway.ManageAsync("/team/update", """{"team_id":"t","max_budget":5000}""");

        Assert.Equal("o", changed.GetProperty("data").GetProperty("organization_id").GetString());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Models_limits_and_blocking_hold_for_teams_and_keys_of_it(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","models":["a"],"model_rpm_limit":{"a":2}}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"t","organization_id":"o","models":["a","b"]}""");
        var ofTeam = await gateway.NewKeyAsync("""{"team_id":"t"}""");
        var own = await gateway.NewKeyAsync("""{"organization_id":"o"}""");

        Assert.Equal((HttpStatusCode.Forbidden, "organization_model_access_denied"), await gateway.TryAsync(ofTeam, "b"));
        Assert.Equal((HttpStatusCode.Forbidden, "organization_model_access_denied"), await gateway.TryAsync(own, "b"));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(ofTeam));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(own));
        Assert.Equal((HttpStatusCode.TooManyRequests, "throttling_error"), await gateway.TryAsync(ofTeam));
        await gateway.ManageAsync("/organization/update", """{"organization_id":"o","model_rpm_limit":null,"rpm_limit":4}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(ofTeam));
        await gateway.ManageAsync("/organization/update", """{"organization_id":"o","blocked":true}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "auth_error"), await gateway.TryAsync(ofTeam));
        Assert.Equal((HttpStatusCode.Unauthorized, "auth_error"), await gateway.TryAsync(own));

        // Out of it, none of this holds.
        await gateway.ManageAsync("/team/update", """{"team_id":"t","organization_id":null}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(ofTeam, "b"));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Budget_holds_for_all_of_it_and_begins_anew_with_its_window(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet), clock);
        await gateway.ManageAsync("/budget/new", """{"budget_id":"thirty","max_budget":30,"budget_duration":"24h"}""");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","budget_id":"thirty"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"t","organization_id":"o"}""");
        using var ofTeam = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"t"}"""));
        using var own = gateway.NewClient(await gateway.NewKeyAsync("""{"organization_id":"o"}"""));

        // $0, then $20 of $30 spent: let through. Then $40.
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, ofTeam));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, own));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, ofTeam));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, own));
        await gateway.FlushAsync();
        Assert.Equal(["40"], await gateway.TextsAsync("SELECT spend FROM organizations"));
        Assert.Equal(["o|t|1|20", "o||1|20"], (await gateway.TextsAsync("SELECT organization_id, team_id, SUM(successes), SUM(cost) FROM daily_organization_spend GROUP BY 1, 2")).Order());
        Assert.Equal(40, (await gateway.GetAsync("/organization/info?organization_id=o")).GetProperty("spend").GetDouble());

        await gateway.ManageAsync("/budget/update", """{"budget_id":"thirty","max_budget":50}""");
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, own));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, own));
        await gateway.FlushAsync();
        clock.Advance(TimeSpan.FromDays(1));
        await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None);
        await gateway.PollAsync();
        Assert.Equal(["0"], await gateway.TextsAsync("SELECT spend FROM organizations"));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, ofTeam));
    }

    [Theory]
    [InlineData("/team/new", """{"team_id":"new","organization_id":"o","max_budget":5}""", 200)]
    [InlineData("/team/new", """{"team_id":"new"}""", 403)]
    [InlineData("/team/new", """{"team_id":"new","organization_id":"p"}""", 403)]
    [InlineData("/team/new", """{"team_id":"new","organization_id":"o","metadata":{"priority":"prod"}}""", 403)]
    [InlineData("/team/update", """{"team_id":"t","team_alias":"x"}""", 200)]
    [InlineData("/team/update", """{"team_id":"t","spend":0}""", 403)]
    [InlineData("/team/update", """{"team_id":"t","organization_id":"p"}""", 403)]
    [InlineData("/team/update", """{"team_id":"t","organization_id":null}""", 403)]
    [InlineData("/team/update", """{"team_id":"u","organization_id":"o"}""", 403)]
    [InlineData("/team/update", """{"team_id":"none","team_alias":"x"}""", 403)]
    [InlineData("/team/block", """{"team_id":"t"}""", 200)]
    [InlineData("/team/block", """{"team_id":"u"}""", 403)]
    [InlineData("/team/member_add", """{"team_id":"t","member":{"role":"user","user_id":"dev"}}""", 200)]
    [InlineData("/team/member_add", """{"team_id":"u","member":{"role":"user","user_id":"dev"}}""", 403)]
    [InlineData("/team/delete", """{"team_ids":["t"]}""", 200)]
    [InlineData("/team/delete", """{"team_ids":["t","u"]}""", 403)]
    [InlineData("/key/generate", """{"team_id":"t"}""", 200)]
    [InlineData("/key/generate", """{"team_id":"u"}""", 403)]
    [InlineData("/key/generate", """{"organization_id":"o"}""", 200)]
    [InlineData("/key/generate", """{"organization_id":"p"}""", 403)]
    [InlineData("/key/update", """{"key":"sk-of-the-team","key_alias":"x"}""", 200)]
    [InlineData("/key/update", """{"key":"sk-of-nobody-in-o","max_budget":1}""", 200)]
    [InlineData("/key/update", """{"key":"sk-of-nobody-in-p","max_budget":1}""", 403)]
    [InlineData("/key/update", """{"key":"sk-of-nobody-in-o","organization_id":"p"}""", 403)]
    [InlineData("/organization/update", """{"organization_id":"o","max_budget":1000}""", 403)]
    [InlineData("/organization/delete", """{"organization_ids":["o"]}""", 403)]
    [InlineData("/organization/member_add", """{"organization_id":"o","member":{"user_id":"dev"}}""", 200)]
    [InlineData("/organization/member_add", """{"organization_id":"p","member":{"user_id":"lead","role":"org_admin"}}""", 403)]
    [InlineData("/organization/member_update", """{"organization_id":"o","user_id":"plain","role":"org_admin"}""", 200)]
    [InlineData("/organization/member_delete", """{"organization_id":"o","user_id":"plain"}""", 200)]
    public async Task Admin_of_an_organization(string path, string body, int status)
    {
        await using var gateway = await WithMembersAsync();
        using var lead = gateway.NewClient("sk-of-the-lead");

        using var response = await gateway.PostAsync(path, body, lead);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/team/new", """{"team_id":"new","organization_id":"o"}""")]
    [InlineData("/team/update", """{"team_id":"t","team_alias":"x"}""")]
    [InlineData("/team/member_add", """{"team_id":"t","member":{"role":"user","user_id":"plain"}}""")]
    [InlineData("/key/generate", """{"team_id":"t"}""")]
    [InlineData("/organization/member_add", """{"organization_id":"o","member":{"user_id":"plain","role":"org_admin"}}""")]
    public async Task Plain_member_of_an_organization_changes_nothing(string path, string body)
    {
        await using var gateway = await WithMembersAsync();
        using var plain = gateway.NewClient("sk-of-the-member");

        using var response = await gateway.PostAsync(path, body, plain);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Each_sees_of_organizations_what_is_his()
    {
        await using var gateway = await WithMembersAsync();
        using var lead = gateway.NewClient("sk-of-the-lead");
        using var plain = gateway.NewClient("sk-of-the-member");
        using var stranger = gateway.NewClient(await gateway.NewKeyAsync());

        Assert.Equal(["o"], Ids(await gateway.GetAsync("/organization/list", lead)));
        Assert.Equal(["o"], Ids(await gateway.GetAsync("/organization/list", plain)));
        Assert.Empty(Ids(await gateway.GetAsync("/organization/list", stranger)));
        Assert.Equal(2, (await gateway.GetAsync("/organization/info?organization_id=o", lead)).GetProperty("members").GetArrayLength());
        Assert.Equal("plain", Assert.Single((await gateway.GetAsync("/organization/info?organization_id=o", plain)).GetProperty("members").EnumerateArray()).GetProperty("user_id").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync("/organization/info?organization_id=o")).StatusCode);
        Assert.Equal("t", Assert.Single((await gateway.GetAsync("/team/list", lead)).EnumerateArray()).GetProperty("team_id").GetString());
        Assert.Equal("t", Assert.Single((await gateway.GetAsync("/v2/team/list", lead)).GetProperty("teams").EnumerateArray()).GetProperty("team_id").GetString());
        Assert.Equal(0, (await gateway.GetAsync("/team/list", plain)).GetArrayLength());
        Assert.Equal(2, (await gateway.GetAsync("/key/list?organization_id=o", lead)).GetProperty("total_count").GetInt32());
        Assert.Equal(0, (await gateway.GetAsync("/key/list?organization_id=o", plain)).GetProperty("total_count").GetInt32());

        static IEnumerable<string?> Ids(JsonElement list) => list.EnumerateArray().Select(organization => organization.GetProperty("organization_id").GetString());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Reports_tell_what_was_spent_in_it_to_its_admins(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await WithMembersAsync(dialect, DollarModel.Config(fleet));
        using var ofTeam = gateway.NewClient("sk-of-the-team");
        using var without = gateway.NewClient(await gateway.NewKeyAsync());
        using var lead = gateway.NewClient("sk-of-the-lead");
        using var plain = gateway.NewClient("sk-of-the-member");
        await ChatAsync(gateway, ofTeam);
        await ChatAsync(gateway, ofTeam);
        await ChatAsync(gateway, without);
        await gateway.FlushAsync();

        foreach (var client in (HttpClient[])[gateway.Http, lead])
        {
            var activity = await gateway.GetAsync("/organization/daily/activity", client);
            Assert.Equal(40, activity.GetProperty("metadata").GetProperty("total_spend").GetDouble());
            var entity = activity.GetProperty("results")[0].GetProperty("breakdown").GetProperty("entities").GetProperty("o");
            Assert.Equal((40, "O"), (entity.GetProperty("metrics").GetProperty("spend").GetDouble(), entity.GetProperty("metadata").GetProperty("organization_alias").GetString()));
            Assert.Equal(2, (await gateway.GetAsync("/spend/logs?organization_id=o", client)).GetArrayLength());
            Assert.Equal("t", (await gateway.GetAsync("/global/spend/groups?group_by=team&organization_id=o", client)).GetProperty("data")[0].GetProperty("id").GetString());
        }

        var groups = await gateway.GetAsync("/global/spend/groups?group_by=organization");
        Assert.Equal(("o", "O"), (groups.GetProperty("data")[0].GetProperty("id").GetString(), groups.GetProperty("data")[0].GetProperty("name").GetString()));
        Assert.Equal(0, (await gateway.GetAsync("/organization/daily/activity", plain)).GetProperty("metadata").GetProperty("total_spend").GetDouble());
        Assert.Equal(0, (await gateway.GetAsync("/spend/logs?organization_id=o", plain)).GetArrayLength());
        Assert.Equal(["o", "o", ""], await gateway.TextsAsync("SELECT COALESCE(organization_id, '') FROM \"LiteLLM_SpendLogs\" ORDER BY \"startTime\""));
    }

    private static async Task<HttpStatusCode> ChatAsync(GatewayServer gateway, HttpClient client)
    {
        using var response = await DollarModel.ChatAsync(gateway, client);
        return response.StatusCode;
    }

    // Team t is of o, team u of nobody; lead administers o, plain is in it.
    private async Task<GatewayServer> WithMembersAsync(string dialect = Sqlite, string yaml = KeyGateway.Models)
    {
        var gateway = await KeyGateway.StartAsync(postgres, dialect, yaml);
        await gateway.ManageAsync("/organization/new", """{"organization_id":"o","organization_alias":"O","max_budget":1000}""");
        await gateway.ManageAsync("/organization/new", """{"organization_id":"p","organization_alias":"P"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"t","organization_id":"o"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"u"}""");
        await gateway.ManageAsync("/organization/member_add", """{"organization_id":"o","member":{"role":"org_admin","user_id":"lead"}}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"plain","organizations":["o"],"auto_create_key":false}""");
        await gateway.NewKeyAsync("""{"key":"sk-of-the-lead","user_id":"lead"}""");
        await gateway.NewKeyAsync("""{"key":"sk-of-the-member","user_id":"plain"}""");
        await gateway.NewKeyAsync("""{"key":"sk-of-the-team","team_id":"t"}""");
        await gateway.NewKeyAsync("""{"key":"sk-of-nobody-in-o","organization_id":"o"}""");
        await gateway.NewKeyAsync("""{"key":"sk-of-nobody-in-p","organization_id":"p"}""");
        return gateway;
    }
}
