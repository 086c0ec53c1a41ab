using System.Net;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Teams, users, customers and budgets through their endpoints.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TeamTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Team_lives_from_new_to_delete(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var team = await gateway.ManageAsync("/team/new", """
            {"team_alias":"red","models":["a"],"max_budget":10,"budget_duration":"30d","team_member_budget":2,
             "members_with_roles":[{"role":"admin","user_id":"lead"},{"role":"user","user_email":"dev@example.com"}]}
            """);
        var id = team.GetProperty("team_id").GetString()!;
        Assert.Equal(2, team.GetProperty("members_with_roles").GetArrayLength());
        var key = await gateway.NewKeyAsync($$"""{"team_id":"{{id}}","user_id":"lead"}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
        Assert.Equal((HttpStatusCode.Forbidden, "team_model_access_denied"), await gateway.TryAsync(key, "b"));

        await gateway.ManageAsync("/team/model/add", $$"""{"team_id":"{{id}}","models":["b"]}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "b"));
        await gateway.ManageAsync("/team/model/delete", $$"""{"team_id":"{{id}}","models":["b"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "b")).Status);
        await gateway.ManageAsync("/team/block", $$"""{"team_id":"{{id}}"}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "auth_error"), await gateway.TryAsync(key));
        await gateway.ManageAsync("/team/unblock", $$"""{"team_id":"{{id}}"}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));

        await gateway.ManageAsync("/team/member_add", $$"""{"team_id":"{{id}}","member":[{"role":"user","user_id":"third"}],"max_budget_in_team":1}""");
        await gateway.ManageAsync("/team/member_update", $$"""{"team_id":"{{id}}","user_id":"third","role":"admin"}""");
        await gateway.ManageAsync("/team/member_delete", $$"""{"team_id":"{{id}}","user_email":"dev@example.com"}""");
        await gateway.ManageAsync("/team/update", $$"""{"team_id":"{{id}}","team_alias":"blue"}""");
        var info = await gateway.GetAsync($"/team/info?team_id={id}");
        Assert.Equal("blue", info.GetProperty("team_info").GetProperty("team_alias").GetString());
        Assert.Equal(10, info.GetProperty("team_info").GetProperty("max_budget").GetDouble());
        Assert.Equal(["lead 2", "third 1"], info.GetProperty("team_memberships").EnumerateArray()
            .Select(member => $"{member.GetProperty("user_id").GetString()} {member.GetProperty("litellm_budget_table").GetProperty("max_budget").GetDouble()}"));
        Assert.Single(info.GetProperty("keys").EnumerateArray());
        Assert.Equal(1, (await gateway.GetAsync("/team/list")).GetArrayLength());

        await gateway.ManageAsync("/team/delete", $$"""{"team_ids":["{{id}}"]}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "token_not_found_in_db"), await gateway.TryAsync(key));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"/team/info?team_id={id}")).StatusCode);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task User_lives_from_new_to_delete(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/team/new", """{"team_id":"t"}""");
        var user = await gateway.ManageAsync("/user/new", """{"user_id":"u","user_email":"u@example.com","models":["a"],"teams":["t"],"max_budget":3,"rpm_limit":2}""");
        var key = user.GetProperty("key").GetString()!;
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
        Assert.Equal((HttpStatusCode.Forbidden, "user_model_access_denied"), await gateway.TryAsync(key, "b"));

        await gateway.ManageAsync("/user/update", """{"user_email":"u@example.com","models":["b"],"max_budget":null}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "b"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "throttling_error"), await gateway.TryAsync(key, "b"));
        var info = await gateway.GetAsync("/user/info?user_id=u");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, info.GetProperty("user_info").GetProperty("max_budget").ValueKind);
        Assert.Equal("t", info.GetProperty("teams")[0].GetProperty("team_id").GetString());
        Assert.Equal("u", (await gateway.GetAsync("/user/list?role=internal_user")).GetProperty("users")[0].GetProperty("user_id").GetString());

        await gateway.ManageAsync("/user/delete", """{"user_ids":["u"]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TryAsync(key)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync("/user/info?user_id=u")).StatusCode);
        Assert.Equal(0, (await gateway.GetAsync("/team/info?team_id=t")).GetProperty("team_memberships").GetArrayLength());
    }

    [Theory]
    [InlineData(PostgreSql, "customer")]
    [InlineData(Sqlite, "end_user")]
    public async Task Customer_lives_from_new_to_delete(string dialect, string prefix)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/budget/new", """{"budget_id":"small","max_budget":1,"rpm_limit":1}""");
        await gateway.ManageAsync($"/{prefix}/new", """{"user_id":"c","alias":"Acme","budget_id":"small","default_model":"b"}""");
        var key = await gateway.NewKeyAsync();
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "a", ",\"user\":\"c\""));
        Assert.Equal((HttpStatusCode.TooManyRequests, "throttling_error"), await gateway.TryAsync(key, "a", ",\"user\":\"c\""));

        await gateway.ManageAsync($"/{prefix}/block", """{"user_ids":["c"]}""");
        Assert.Equal((HttpStatusCode.Forbidden, "auth_error"), await gateway.TryAsync(key, "a", ",\"user\":\"c\""));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "a", ",\"user\":\"another\""));
        await gateway.ManageAsync($"/{prefix}/unblock", """{"user_ids":["c"]}""");
        await gateway.ManageAsync($"/{prefix}/update", """{"user_id":"c","budget_id":null,"max_budget":4,"budget_duration":"1d"}""");
        var info = await gateway.GetAsync($"/{prefix}/info?end_user_id=c");
        Assert.Equal(("Acme", 4, "1d"), (info.GetProperty("alias").GetString(), info.GetProperty("litellm_budget_table").GetProperty("max_budget").GetDouble(), info.GetProperty("litellm_budget_table").GetProperty("budget_duration").GetString()));
        Assert.Equal(1, (await gateway.GetAsync($"/{prefix}/list")).GetArrayLength());
        await gateway.ManageAsync($"/{prefix}/delete", """{"user_ids":["c"]}""");
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"/{prefix}/info?end_user_id=c")).StatusCode);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Budget_of_a_key_by_its_id_changes_with_the_budget(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/budget/new", """{"budget_id":"tier","rpm_limit":1,"max_budget":5,"budget_duration":"7d"}""");
        var key = await gateway.NewKeyAsync("""{"budget_id":"tier"}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(key)).Status);

        await gateway.ManageAsync("/budget/update", """{"budget_id":"tier","rpm_limit":2}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
        Assert.Equal("tier", (await gateway.ManageAsync("/budget/info", """{"budgets":["tier"]}"""))[0].GetProperty("budget_id").GetString());
        Assert.Equal(1, (await gateway.GetAsync("/budget/list")).GetArrayLength());
        await gateway.ManageAsync("/budget/delete", """{"id":"tier"}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key)).Status);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Member_is_held_to_limits_in_the_team_over_all_keys_and_others_are_not(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/team/new", """
            {"team_id":"t","rpm_limit":100,"team_member_rpm_limit":1,"members_with_roles":[{"role":"user","user_id":"standard"}]}
            """);
        await gateway.ManageAsync("/team/member_add", """{"team_id":"t","member":[{"role":"user","user_id":"tight"},{"role":"user","user_id":"free"}],"rpm_limit":2,"tpm_limit":10000}""");
        await gateway.ManageAsync("/team/member_update", """{"team_id":"t","user_id":"free","rpm_limit":null,"tpm_limit":null}""");
        var first = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"tight"}""");
        var second = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"tight"}""");
        var outside = await gateway.NewKeyAsync("""{"user_id":"tight"}""");
        var free = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"free"}""");
        var standard = await gateway.NewKeyAsync("""{"team_id":"t","user_id":"standard"}""");

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(second)).Status);
        Assert.Equal((HttpStatusCode.TooManyRequests, "throttling_error"), await gateway.TryAsync(first));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(outside)).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(standard)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(standard)).Status);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(free)).Status);
        }

        await gateway.ManageAsync("/team/member_update", """{"team_id":"t","user_id":"tight","rpm_limit":3}""");
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(second)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(second)).Status);
        await gateway.ManageAsync("/team/member_update", """{"team_id":"t","user_id":"tight","rpm_limit":null,"tpm_limit":1}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(second)).Status);

        var memberships = (await gateway.GetAsync("/team/info?team_id=t")).GetProperty("team_memberships").EnumerateArray().ToDictionary(
            member => member.GetProperty("user_id").GetString()!, member => member.GetProperty("litellm_budget_table").GetRawText());
        Assert.Equal("null", memberships["free"]);
        Assert.Equal("""{"max_budget":null,"tpm_limit":null,"rpm_limit":1}""", memberships["standard"]);
        Assert.Equal("""{"max_budget":null,"tpm_limit":1,"rpm_limit":null}""", memberships["tight"]);
        using var refused = await gateway.PostAsync("/team/member_update", """{"team_id":"t","user_id":"tight","rpm_limit":-1}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Many_users_are_updated_and_join_a_team_in_one_call(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await gateway.ManageAsync("/user/new", $$"""{"user_id":"{{id}}","auto_create_key":false}""");
        }

        var updated = await gateway.ManageAsync("/user/bulk_update", """{"users":[{"user_id":"a","max_budget":5},{"user_id":"nobody"},{"user_id":"b","max_budget":-1}]}""");
        Assert.Equal((3, 1, 2), (updated.GetProperty("total_requested").GetInt32(), updated.GetProperty("successful_updates").GetInt32(), updated.GetProperty("failed_updates").GetInt32()));
        Assert.Equal([true, false, false], updated.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("success").GetBoolean()));
        await gateway.ManageAsync("/user/bulk_update", """{"all_users":true,"user_updates":{"rpm_limit":7}}""");
        Assert.Equal(["a 5 7", "b  7", "c  7"], await gateway.TextsAsync("SELECT user_id || ' ' || COALESCE(CAST(CAST(max_budget AS INTEGER) AS TEXT), '') || ' ' || rpm_limit FROM users ORDER BY user_id"));

        await gateway.ManageAsync("/team/new", """{"team_id":"t","members_with_roles":[{"role":"admin","user_id":"a"}]}""");
        await gateway.ManageAsync("/team/bulk_member_add", """{"team_id":"t","members":[{"role":"user","user_id":"b"},{"role":"admin","user_email":"new@example.com"}],"max_budget_in_team":3}""");
        var all = await gateway.ManageAsync("/team/bulk_member_add", """{"team_id":"t","all_users":true}""");
        Assert.Equal("c", Assert.Single(all.GetProperty("results").EnumerateArray()).GetProperty("user_id").GetString());
        var members = (await gateway.GetAsync("/team/info?team_id=t")).GetProperty("team_info").GetProperty("members_with_roles");
        Assert.Equal(4, members.GetArrayLength());
        Assert.Equal("admin", members.EnumerateArray().Single(member => member.GetProperty("user_id").GetString() == "a").GetProperty("role").GetString());
        Assert.Equal(3, members.EnumerateArray().Single(member => member.GetProperty("user_id").GetString() == "b").GetProperty("max_budget_in_team").GetDouble());

        using var bad = await gateway.PostAsync("/team/bulk_member_add", """{"team_id":"t","members":[{"role":"user","user_id":"d"},{"role":"king","user_id":"e"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(4, (await gateway.GetAsync("/team/info?team_id=t")).GetProperty("team_memberships").GetArrayLength());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Teams_are_listed_by_the_page_and_members_see_their_own(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        for (var i = 0; i < 5; i++)
        {
            await gateway.ManageAsync("/team/new", $$"""{"team_id":"t{{i}}","team_alias":"{{(i < 3 ? "Red" : "Blue")}} {{i}}"{{(i == 4 ? ",\"members_with_roles\":[{\"role\":\"user\",\"user_id\":\"u\"}]" : "")}}}""");
        }

        var page = await gateway.GetAsync("/v2/team/list?team_alias=red&page=2&page_size=2");
        Assert.Equal((1, 3, 2), (page.GetProperty("teams").GetArrayLength(), page.GetProperty("total").GetInt32(), page.GetProperty("total_pages").GetInt32()));
        Assert.Equal(5, (await gateway.GetAsync("/v2/team/list")).GetProperty("total").GetInt32());

        using var member = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u"}"""));
        var own = (await gateway.GetAsync("/v2/team/list", member)).GetProperty("teams");
        Assert.Equal("t4", Assert.Single(own.EnumerateArray()).GetProperty("team_id").GetString());
        Assert.Equal(0, (await gateway.GetAsync("/v2/team/list?user_id=another", member)).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Key_of_a_team_without_an_owner_is_shown_that_team_with_its_members(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/team/new", """{"team_id":"other","members_with_roles":[{"role":"user","user_id":"o"}]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"mine","members_with_roles":[{"role":"user","user_id":"u"}]}""");
        using var service = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"mine"}"""));

        var team = Assert.Single((await gateway.GetAsync("/team/list", service)).EnumerateArray());

        Assert.Equal("mine", team.GetProperty("team_id").GetString());
        Assert.Equal("u", Assert.Single(team.GetProperty("members_with_roles").EnumerateArray()).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Limits_of_key_model_team_and_user_hold_together_and_refusals_use_up_nothing()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/team/new", """{"team_id":"t","rpm_limit":3}""");
        var first = await gateway.NewKeyAsync("""{"team_id":"t","model_rpm_limit":{"a":1}}""");
        var second = await gateway.NewKeyAsync("""{"team_id":"t"}""");

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(first)).Status);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(first)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(first, "b")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(second)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.TryAsync(second)).Status);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Reports_tell_a_teams_admins_what_was_spent_in_it_and_its_members_what_they_spent(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet));
        await gateway.ManageAsync("/team/new", """{"team_id":"t","members_with_roles":[{"role":"admin","user_id":"lead"},{"role":"user","user_id":"dev"}]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"u","members_with_roles":[{"role":"user","user_id":"lead"}]}""");
        using var lead = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"lead"}"""));
        using var dev = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"t","user_id":"dev"}"""));
        using var inT = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"t"}"""));
        using var inU = gateway.NewClient(await gateway.NewKeyAsync("""{"team_id":"u"}"""));
        foreach (var client in (HttpClient[])[dev, inT, inU])
        {
            using var response = await DollarModel.ChatAsync(gateway, client);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await gateway.FlushAsync();

        Assert.Equal((40, 2), await SpentAsync(lead, "t"));
        Assert.Equal((20, 1), await SpentAsync(dev, "t"));
        Assert.Equal((0, 0), await SpentAsync(lead, "u"));
        Assert.Equal((0, 0), await SpentAsync(lead, "t,u"));

        // Sums, and rows where they can be listed: these know one team at a time.
        async Task<(double Sum, int Rows)> SpentAsync(HttpClient client, string teams) => (
            (await gateway.GetAsync($"/team/daily/activity?team_ids={teams}", client)).GetProperty("metadata").GetProperty("total_spend").GetDouble(),
            teams.Contains(',') ? 0 : (await gateway.GetAsync($"/spend/logs?team_id={teams}", client)).GetArrayLength());
    }

    [Fact]
    public async Task Key_that_a_member_makes_in_a_team_lasts_as_long_as_the_team_says()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/team/new", """{"team_id":"t","team_member_key_duration":"7d"}""");

        async Task<double?> DaysAsync(string body)
        {
            var key = await gateway.ManageAsync("/key/generate", body);
            return key.GetProperty("expires") is { ValueKind: JsonValueKind.String } expires ? (expires.GetDateTimeOffset() - key.GetProperty("created_at").GetDateTimeOffset()).TotalDays : null;
        }

        Assert.Equal(7, await DaysAsync("""{"team_id":"t","user_id":"dev"}"""));
        Assert.Equal(1, await DaysAsync("""{"team_id":"t","user_id":"dev","duration":"1d"}"""));
        Assert.Null(await DaysAsync("""{"team_id":"t","user_id":"dev","duration":null}"""));
        Assert.Null(await DaysAsync("""{"team_id":"t"}"""));
        Assert.Null(await DaysAsync("""{"user_id":"dev"}"""));
    }

    [Theory]
    [InlineData("""{"tags":"red"}""", "tags")]
    [InlineData("""{"metadata":{"tags":["red",1]}}""", "tags")]
    [InlineData("""{"team_member_key_duration":"long"}""", "team_member_key_duration")]
    public async Task Wrong_field_of_a_team_is_named(string body, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        using var refused = await gateway.PostAsync("/team/new", body);

        Assert.Equal((HttpStatusCode.BadRequest, field), (refused.StatusCode, (await refused.ErrorAsync()).GetProperty("param").GetString()));
    }
}
