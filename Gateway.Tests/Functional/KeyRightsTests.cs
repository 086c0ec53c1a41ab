using System.Net;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>What people who do not run the gateway may do with which keys.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyRightsTests(PostgresServer postgres)
{
    private const string AllPermissions =
        """["/key/generate","/key/service-account/generate","/key/update","/key/delete","/key/regenerate","/key/{key_id}/reset_spend","/key/block","/key/unblock","/key/info","/key/list"]""";

    [Theory]
    [InlineData("/key/generate", """{}""", 200)]
    [InlineData("/key/generate", """{"user_id":"dev","max_budget":5}""", 200)]
    [InlineData("/key/generate", """{"user_id":"lead"}""", 403)]
    [InlineData("/key/generate", """{"spend":1}""", 403)]
    [InlineData("/key/generate", """{"team_id":"t"}""", 403)]
    [InlineData("/key/update", """{"key":"OWN","max_budget":50}""", 200)]
    [InlineData("/key/update", """{"key":"OWN","spend":0}""", 403)]
    [InlineData("/key/generate", """{"metadata":{"note":"x"}}""", 200)]
    [InlineData("/key/generate", """{"metadata":{"priority":"prod"}}""", 403)]
    [InlineData("/key/update", """{"key":"OWN","metadata":{"priority":"prod"}}""", 403)]
    [InlineData("/key/update", """{"key":"OWN","team_id":"t"}""", 403)]
    [InlineData("/key/update", """{"key":"OWN","user_id":"lead"}""", 403)]
    [InlineData("/key/update", """{"key":"TEAM","key_alias":"mine"}""", 403)]
    [InlineData("/key/update", """{"key":"LEADS","key_alias":"mine"}""", 403)]
    [InlineData("/key/update", """{"key":"sk-unknown","key_alias":"mine"}""", 403)]
    [InlineData("/key/regenerate", """{"key":"OWN","grace_period":"1h"}""", 200)]
    [InlineData("/key/LEADS/regenerate", """{}""", 403)]
    [InlineData("/key/OWN/reset_spend", """{"reset_to":0}""", 403)]
    [InlineData("/key/block", """{"key":"OWN"}""", 200)]
    [InlineData("/key/unblock", """{"key":"OWN"}""", 200)]
    [InlineData("/key/delete", """{"keys":["OWN"]}""", 200)]
    [InlineData("/key/delete", """{"keys":["OWN","TEAM"]}""", 403)]
    public async Task Internal_user(string path, string body, int status) => Assert.Equal(status, await StatusAsync("dev", path, body));

    [Theory]
    [InlineData("/key/generate", """{"team_id":"t"}""", 200)]
    [InlineData("/key/generate", """{"team_id":"t","user_id":"dev"}""", 403)]
    [InlineData("/key/generate", """{"team_id":"other"}""", 403)]
    [InlineData("/key/service-account/generate", """{"team_id":"t"}""", 200)]
    [InlineData("/key/update", """{"key":"TEAM","max_budget":50}""", 200)]
    [InlineData("/key/update", """{"key":"OWN","max_budget":50}""", 403)]
    [InlineData("/key/TEAM/regenerate", """{}""", 200)]
    [InlineData("/key/TEAMDEVS/regenerate", """{}""", 403)]
    [InlineData("/key/TEAMDEVS/reset_spend", """{"reset_to":0}""", 200)]
    [InlineData("/key/block", """{"key":"TEAMDEVS"}""", 200)]
    [InlineData("/key/delete", """{"key_aliases":["team-devs"]}""", 200)]
    [InlineData("/team/permissions_update", """{"team_id":"t","team_member_permissions":[]}""", 200)]
    [InlineData("/team/permissions_update", """{"team_id":"other","team_member_permissions":[]}""", 403)]
    public async Task Admin_of_a_team(string path, string body, int status) => Assert.Equal(status, await StatusAsync("lead", path, body));

    [Theory]
    [InlineData("/key/generate", """{"team_id":"t"}""", "/key/generate")]
    [InlineData("/key/service-account/generate", """{"team_id":"t"}""", "/key/service-account/generate")]
    [InlineData("/key/update", """{"key":"TEAM","rpm_limit":5}""", "/key/update")]
    [InlineData("/key/delete", """{"keys":["TEAM"]}""", "/key/delete")]
    [InlineData("/key/TEAM/regenerate", """{}""", "/key/regenerate")]
    [InlineData("/key/TEAM/reset_spend", """{"reset_to":0}""", "/key/{key_id}/reset_spend")]
    [InlineData("/key/block", """{"key":"TEAM"}""", "/key/block")]
    [InlineData("/key/unblock", """{"key":"TEAM"}""", "/key/unblock")]
    public async Task Member_of_a_team_may_what_the_team_permits_and_nothing_else(string path, string body, string permission)
    {
        Assert.Equal(200, await StatusAsync("dev", path, body, $"""["{permission}"]"""));
        Assert.Equal(403, await StatusAsync("dev", path, body, AllPermissions.Replace($"\"{permission}\"", "\"/key/list\"")));
    }

    [Fact]
    public async Task Member_of_a_team_sees_the_keys_of_others_where_the_team_permits_it()
    {
        await using var gateway = await GatewayAsync("");
        using var dev = gateway.NewClient("sk-own-key");

        Assert.Equal(HttpStatusCode.Forbidden, (await dev.GetAsync("/key/info?key=sk-team-key")).StatusCode);
        Assert.Equal(2, await CountAsync("/key/list"));
        await gateway.ManageAsync("/team/permissions_update", """{"team_id":"t","team_member_permissions":["/key/info","/key/list"]}""");
        Assert.Equal(HttpStatusCode.OK, (await dev.GetAsync("/key/info?key=sk-team-key")).StatusCode);
        Assert.Equal(2, await CountAsync("/key/list?team_id=t"));
        Assert.Equal(2, await CountAsync("/key/list"));

        async Task<int> CountAsync(string path) => (await gateway.GetAsync(path, dev)).GetProperty("total_count").GetInt32();
    }

    [Fact]
    public async Task Who_only_reads_changes_nothing_of_his_own()
    {
        await using var gateway = await GatewayAsync("");
        await gateway.ManageAsync("/user/update", """{"user_id":"dev","user_role":"internal_user_viewer"}""");
        await gateway.ManageAsync("/team/permissions_update", $$"""{"team_id":"t","team_member_permissions":{{AllPermissions}}}""");
        using var dev = gateway.NewClient("sk-own-key");

        foreach (var (path, body) in ((string, string)[])[("/key/generate", "{}"), ("/key/generate", """{"team_id":"t"}"""), ("/key/block", """{"key":"sk-own-key"}"""), ("/key/delete", """{"keys":["sk-team-key"]}""")])
        {
            using var response = await gateway.PostAsync(path, body, dev);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("personal_key_generation: { allowed_user_roles: [proxy_admin] }", "/key/generate", """{}""", 403)]
    [InlineData("personal_key_generation: { allowed_user_roles: [proxy_admin] }", "/key/update", """{"key":"OWN","max_budget":9}""", 403)]
    [InlineData("personal_key_generation: { allowed_user_roles: [proxy_admin] }", "/key/update", """{"key":"OWN","key_alias":"new name"}""", 200)]
    [InlineData("personal_key_generation: { allowed_user_roles: [proxy_admin] }", "/key/unblock", """{"key":"OWN"}""", 403)]
    [InlineData("personal_key_generation: { allowed_user_roles: [proxy_admin] }", "/key/regenerate", """{"key":"OWN"}""", 200)]
    [InlineData("personal_key_generation: { allowed_user_roles: [internal_user] }", "/key/generate", """{}""", 200)]
    [InlineData("personal_key_generation: { required_params: [tags] }", "/key/generate", """{}""", 400)]
    [InlineData("personal_key_generation: { required_params: [tags] }", "/key/generate", """{"tags":["x"]}""", 200)]
    [InlineData("team_key_generation: { allowed_team_member_roles: [admin] }", "/key/generate", """{"team_id":"t"}""", 403)]
    [InlineData("team_key_generation: { required_params: [tags] }", "/key/generate", """{"team_id":"t"}""", 400)]
    public async Task Config_narrows_who_makes_keys_and_how(string rule, string path, string body, int status) =>
        Assert.Equal(status, await StatusAsync("dev", path, body, """["/key/generate"]""", $"litellm_settings: {{ key_generation_settings: {{ {rule} }} }}"));

    [Fact]
    public async Task Refusal_names_the_route_as_it_is_mapped_and_never_the_key_in_the_path()
    {
        await using var gateway = await GatewayAsync("");
        using var dev = gateway.NewClient("sk-own-key");
        using var response = await gateway.PostAsync("/key/sk-leads-key/regenerate", "{}", dev);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("/key/{key}/regenerate", text);
        Assert.DoesNotContain("sk-leads-key", text);
    }

    [Theory]
    [InlineData("/team/update")]
    [InlineData("/team/permissions_update")]
    public async Task Permission_has_one_name_however_it_was_called(string path)
    {
        await using var gateway = await GatewayAsync("");
        await gateway.ManageAsync(path, """{"team_id":"t","team_member_permissions":["/key/{key_id}/regenerate","/key/regenerate"]}""");

        var listed = await gateway.GetAsync("/team/permissions_list?team_id=t");
        Assert.Equal("/key/regenerate", Assert.Single(listed.GetProperty("team_member_permissions").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Unknown_permission_is_refused_with_those_there_are()
    {
        await using var gateway = await GatewayAsync("");
        using var response = await gateway.PostAsync("/team/permissions_update", """{"team_id":"t","team_member_permissions":["/key/everything"]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("/key/generate", (await response.ErrorAsync()).GetProperty("message").GetString());
        var listed = await gateway.GetAsync("/team/permissions_list?team_id=t");
        Assert.Equal(0, listed.GetProperty("team_member_permissions").GetArrayLength());
        Assert.Equal(AllPermissions, JsonSerializer.Serialize(listed.GetProperty("all_available_permissions")));
    }

    [Fact]
    public async Task Everybody_joins_a_team_that_the_config_opens_with_the_limits_that_it_gives()
    {
        await using var gateway = await GatewayAsync("litellm_settings: { default_internal_user_params: { available_teams: [other, gone] } }");
        using var dev = gateway.NewClient("sk-own-key");

        Assert.Equal("other", Assert.Single((await gateway.GetAsync("/team/available", dev)).EnumerateArray()).GetProperty("team_id").GetString());
        Assert.Equal(403, await JoinAsync("""{"team_id":"other","member":{"role":"admin","user_id":"dev"}}"""));
        Assert.Equal(403, await JoinAsync("""{"team_id":"other","member":{"role":"user","user_id":"lead"}}"""));
        Assert.Equal(200, await JoinAsync("""{"team_id":"other","member":{"role":"user","user_id":"dev"},"max_budget_in_team":1000}"""));
        Assert.Equal(0, (await gateway.GetAsync("/team/available", dev)).GetArrayLength());
        var member = (await gateway.GetAsync("/team/info?team_id=other")).GetProperty("team_info").GetProperty("members_with_roles")[0];
        Assert.Equal(("user", 2), (member.GetProperty("role").GetString(), member.GetProperty("max_budget_in_team").GetDouble()));

        async Task<int> JoinAsync(string body)
        {
            using var response = await gateway.PostAsync("/team/member_add", body, dev);
            return (int)response.StatusCode;
        }
    }

    // dev has a key of his own and one in team t, which lead runs and which has a key without an owner; lead is in no other team.
    private async Task<GatewayServer> GatewayAsync(string yaml)
    {
        var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + yaml);
        await gateway.ManageAsync("/team/new", """{"team_id":"t","members_with_roles":[{"role":"admin","user_id":"lead"},{"role":"user","user_id":"dev"}]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"other","team_member_budget":2}""");
        foreach (var key in (string[])[
            """{"key":"sk-own-key","user_id":"dev","tags":["x"]}""", """{"key":"sk-leads-key","user_id":"lead","tags":["x"]}""",
            """{"key":"sk-team-key","team_id":"t","tags":["x"]}""", """{"key":"sk-team-devs-key","team_id":"t","user_id":"dev","key_alias":"team-devs","tags":["x"]}"""])
        {
            await gateway.ManageAsync("/key/generate", key);
        }

        return gateway;
    }

    private async Task<int> StatusAsync(string user, string path, string body, string permissions = "[]", string yaml = "")
    {
        await using var gateway = await GatewayAsync(yaml);
        await gateway.ManageAsync("/team/permissions_update", $$"""{"team_id":"t","team_member_permissions":{{permissions}}}""");
        using var client = gateway.NewClient(user == "lead" ? "sk-leads-key" : "sk-own-key");
        using var response = await gateway.PostAsync(Named(path), Named(body), client);
        return (int)response.StatusCode;

        static string Named(string text) => text
            .Replace("TEAMDEVS", "sk-team-devs-key").Replace("OWN", "sk-own-key").Replace("LEADS", "sk-leads-key").Replace("TEAM", "sk-team-key");
    }
}
