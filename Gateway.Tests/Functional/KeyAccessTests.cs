using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Which models and routes a key may use.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyAccessTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("""{}""", "a b c/x")]
    [InlineData("""{"models":["a"]}""", "a")]
    [InlineData("""{"models":["c/*"]}""", "c/x")]
    [InlineData("""{"models":["beta"]}""", "b")]
    [InlineData("""{"models":["all-proxy-models"]}""", "a b c/x")]
    [InlineData("""{"models":["no-default-models"]}""", "")]
    [InlineData("""{"models":["all-team-models"],"team_id":"only-b"}""", "b")]
    [InlineData("""{"models":["all-team-models"]}""", "")]
    [InlineData("""{"models":["a","b"],"team_id":"only-b"}""", "b")]
    [InlineData("""{"team_id":"only-b"}""", "b")]
    [InlineData("""{"user_id":"only-a"}""", "a")]
    [InlineData("""{"user_id":"only-a","team_id":"only-b"}""", "b")]
    [InlineData("""{"models":["a"],"aliases":{"b":"a"}}""", "a b")]
    [InlineData("""{"team_id":"alias"}""", "a b")]
    public async Task Key_may_use(string key, string allowed)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/team/new", """{"team_id":"only-b","models":["b"]}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"alias","models":["a"],"model_aliases":{"b":"a"}}""");
        await gateway.ManageAsync("/user/new", """{"user_id":"only-a","models":["a"],"auto_create_key":false}""");
        var text = await gateway.NewKeyAsync(key);

        var used = new List<string>();
        foreach (var model in (string[])["a", "b", "c/x"])
        {
            var (status, _) = await gateway.TryAsync(text, model);
            Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Forbidden]);
            if (status == HttpStatusCode.OK)
            {
                used.Add(model);
            }
        }

        Assert.Equal(allowed, string.Join(' ', used));
        using var client = gateway.NewClient(text);
        var listed = (await gateway.GetAsync("/v1/models", client)).GetProperty("data").EnumerateArray().Select(card => card.GetProperty("id").GetString()!.Replace('*', 'x'));
        Assert.Equal(used, listed);
    }

    [Theory]
    [InlineData("allowed_routes: [/chat/completions, /key/info, /key/generate]", true, false, true)]
    [InlineData("allowed_routes: [LiteLLMRoutes.info_routes, /key/generate]", false, true, true)]
    [InlineData("allowed_routes: [/v1/*, /key/generate]", true, true, false)]
    [InlineData("admin_only_routes: [/v1/models]", true, false, true)]
    [InlineData("admin_only_routes: [llm_api_routes, /key/*]", false, false, false)]
    public async Task Gateway_offers_keys_only(string rule, bool chats, bool lists, bool reads)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + $"general_settings: {{ {rule} }}\n");
        var key = await gateway.NewKeyAsync("{}");
        using var client = gateway.NewClient(key);

        using var chat = await gateway.ChatAsync("a", client: client);
        using var list = await client.GetAsync("/v1/models");
        using var info = await client.GetAsync("/key/info");

        Assert.Equal((chats, lists, reads), (chat.IsSuccessStatusCode, list.IsSuccessStatusCode, info.IsSuccessStatusCode));
        Assert.All(new[] { chat, list, info }, response => Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Forbidden]));
    }

    [Theory]
    [InlineData("DISABLE_ADMIN_ENDPOINTS", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("DISABLE_LLM_API_ENDPOINTS", HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    public async Task Gateway_serves_or_manages_as_its_environment_says(string variable, HttpStatusCode chats, HttpStatusCode manages)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + $"environment_variables: {{ {variable}: \"true\" }}\n");

        using var chat = await gateway.ChatAsync("a");
        using var generate = await gateway.PostAsync("/key/generate", "{}");
        using var list = await gateway.Http.GetAsync("/v1/models");

        Assert.Equal((chats, manages, HttpStatusCode.OK), (chat.StatusCode, generate.StatusCode, list.StatusCode));
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    [InlineData("/V1/Models/")]
    public async Task Route_of_admins_is_theirs_however_it_is_written(string path)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + "general_settings: { admin_only_routes: [/v1/models] }\n");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("{}"));

        using var refused = await client.GetAsync(path);
        using var answered = await gateway.Http.GetAsync(path);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, answered.StatusCode));
    }

    [Fact]
    public async Task Admins_may_call_what_only_admins_may()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + "general_settings: { admin_only_routes: [llm_api_routes, management_routes] }\n");

        using var chat = await gateway.ChatAsync("a");

        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
        await gateway.NewKeyAsync("{}");
    }

    [Fact]
    public async Task Fallbacks_of_a_request_are_held_to_the_same_rules()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        var key = await gateway.NewKeyAsync("""{"models":["a"]}""");

        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "a", ",\"fallbacks\":[\"b\"]")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key, "a", ",\"fallbacks\":[\"a\"]")).Status);
    }

    [Theory]
    [InlineData("""{"key_type":"llm_api"}""", true, true, false)]
    [InlineData("""{"key_type":"management"}""", false, true, true)]
    [InlineData("""{"key_type":"read_only"}""", false, true, true)]
    [InlineData("""{"allowed_routes":["/v1/models"]}""", false, true, false)]
    [InlineData("""{"allowed_routes":["/v1/*"]}""", true, true, false)]
    [InlineData("""{"allowed_routes":["llm_api_routes"]}""", true, true, false)]
    [InlineData("""{"allowed_routes":["info_routes"]}""", false, true, true)]
    [InlineData("""{}""", true, true, true)]
    public async Task Key_may_call(string key, bool chat, bool models, bool ownInfo)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        var text = await gateway.NewKeyAsync(key);
        using var client = gateway.NewClient(text);

        Assert.Equal(chat, (await gateway.TryAsync(text)).Status == HttpStatusCode.OK);
        Assert.Equal(models, (await client.GetAsync("/v1/models")).StatusCode == HttpStatusCode.OK);
        Assert.Equal(ownInfo, (await client.GetAsync("/key/info")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Roles_decide_what_a_key_may_manage()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/team/new", """{"team_id":"t","members_with_roles":[{"role":"admin","user_id":"lead"},{"role":"user","user_id":"dev"}]}""");
        var admin = (await gateway.ManageAsync("/user/new", """{"user_id":"boss","user_role":"proxy_admin"}""")).GetProperty("key").GetString()!;
        var viewer = (await gateway.ManageAsync("/user/new", """{"user_id":"auditor","user_role":"proxy_admin_viewer"}""")).GetProperty("key").GetString()!;
        var lead = await gateway.NewKeyAsync("""{"user_id":"lead"}""");
        var dev = await gateway.NewKeyAsync("""{"user_id":"dev","team_id":"t","key_alias":"devs"}""");
        var other = await gateway.NewKeyAsync("""{"key_alias":"other"}""");

        Assert.Equal("gen del list info team dev member", await AllowedAsync(admin));
        Assert.Equal("list info team dev", await AllowedAsync(viewer));
        Assert.Equal("gen list team dev member", await AllowedAsync(lead));
        Assert.Equal("gen list team dev", await AllowedAsync(dev));
        Assert.Equal("list info", await AllowedAsync(other));
        using var client = gateway.NewClient(dev);
        Assert.Equal(0, (await gateway.GetAsync("/key/list?user_id=boss", client)).GetProperty("total_count").GetInt32());
        // The one made above, and the one that "gen" has made.
        Assert.Equal(2, (await gateway.GetAsync("/key/list", client)).GetProperty("total_count").GetInt32());
        Assert.Equal(2, (await gateway.GetAsync("/user/info", client)).GetProperty("keys").GetArrayLength());
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/user/info?user_id=boss")).StatusCode);

        async Task<string> AllowedAsync(string key)
        {
            using var caller = gateway.NewClient(key);
            var calls = new (string Name, Func<Task<HttpResponseMessage>> Call)[]
            {
                ("gen", () => gateway.PostAsync("/key/generate", "{}", caller)),
                ("del", () => gateway.PostAsync("/key/delete", """{"keys":["sk-none"]}""", caller)),
                ("list", () => caller.GetAsync("/key/list")),
                ("info", () => caller.GetAsync($"/key/info?key={other}")),
                ("team", () => caller.GetAsync("/team/info?team_id=t")),
                ("dev", () => caller.GetAsync($"/key/info?key={dev}")),
                ("member", () => gateway.PostAsync("/team/member_add", """{"team_id":"t","member":{"user_id":"new"}}""", caller)),
            };
            var allowed = new List<string>();
            foreach (var (name, call) in calls)
            {
                using var response = await call();
                if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
                {
                    allowed.Add(name);
                }
            }

            return string.Join(' ', allowed);
        }
    }
}
