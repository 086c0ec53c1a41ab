using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(PostgresCollection.Name)]
public sealed class KeyTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Generated_key_works_until_it_is_blocked_or_deleted(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var answer = await gateway.ManageAsync("/key/generate", """{"key_alias":"first","models":["a"],"metadata":{"owner":"x"},"max_budget":5,"budget_duration":"30d","duration":"30d"}""");
        var key = answer.GetProperty("key").GetString()!;
        Assert.StartsWith("sk-", key, StringComparison.Ordinal);
        Assert.Equal("sk-..." + key[^4..], answer.GetProperty("key_name").GetString());
        Assert.Equal(64, answer.GetProperty("token").GetString()!.Length);

        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
        Assert.Equal((HttpStatusCode.Forbidden, "key_model_access_denied"), await gateway.TryAsync(key, "b"));
        var info = await gateway.GetAsync($"/key/info?key={key}");
        Assert.Equal("first", info.GetProperty("info").GetProperty("key_alias").GetString());
        Assert.Equal("x", info.GetProperty("info").GetProperty("metadata").GetProperty("owner").GetString());
        Assert.DoesNotContain(key, info.GetRawText(), StringComparison.Ordinal);

        await gateway.ManageAsync("/key/block", $$"""{"key":"{{key}}"}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "auth_error"), await gateway.TryAsync(key));
        await gateway.ManageAsync("/key/unblock", $$"""{"key":"{{answer.GetProperty("token").GetString()}}"}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
        await gateway.ManageAsync("/key/update", $$"""{"key":"{{key}}","models":["b"]}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "b"));
        Assert.Equal("first", (await gateway.GetAsync($"/key/info?key={key}")).GetProperty("info").GetProperty("key_alias").GetString());

        await gateway.ManageAsync("/key/delete", $$"""{"keys":["{{key}}"]}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "token_not_found_in_db"), await gateway.TryAsync(key));
        Assert.Equal(5, (await gateway.TextsAsync("SELECT action FROM audit_log")).Count);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Key_expires_on_time(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, time: clock);
        var key = await gateway.NewKeyAsync("""{"duration":"1h"}""");

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_key"), await gateway.TryAsync(key));
        await gateway.ManageAsync("/key/update", $$"""{"key":"{{key}}","duration":null}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Regenerated_key_leaves_the_old_one_valid_for_its_grace(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, time: clock);
        var old = await gateway.NewKeyAsync("""{"key_alias":"k","rpm_limit":3}""");
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(old));

        var next = (await gateway.ManageAsync("/key/regenerate", $$"""{"key":"{{old}}","grace_period":"1h"}""")).GetProperty("key").GetString()!;
        Assert.NotEqual(old, next);

        // One limit for both: the third request of the three.
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(old));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(next));
        Assert.Equal((HttpStatusCode.TooManyRequests, "throttling_error"), await gateway.TryAsync(old));
        Assert.Equal(1, (await gateway.GetAsync("/key/list")).GetProperty("total_count").GetInt32());

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_key"), await gateway.TryAsync(old));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(next));
        var last = (await gateway.ManageAsync($"/key/{next}/regenerate", """{"new_key":"sk-chosen-by-me"}""")).GetProperty("key").GetString()!;
        Assert.Equal("sk-chosen-by-me", last);
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_key"), await gateway.TryAsync(next));
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(last));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task List_is_paged_filtered_and_sorted(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        for (var i = 0; i < 5; i++)
        {
            await gateway.NewKeyAsync($$"""{"key_alias":"k{{i}}","user_id":"u{{i % 2}}","team_id":"t"}""");
        }

        var page = await gateway.GetAsync("/key/list?size=2&page=2&sort_by=key_alias&sort_order=asc&return_full_object=true&team_id=t");
        Assert.Equal(["k2", "k3"], page.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("key_alias").GetString()));
        Assert.Equal((5, 2, 3), (page.GetProperty("total_count").GetInt32(), page.GetProperty("current_page").GetInt32(), page.GetProperty("total_pages").GetInt32()));
        Assert.Equal(2, (await gateway.GetAsync("/key/list?user_id=u1")).GetProperty("keys").GetArrayLength());
        Assert.Equal(5, (await gateway.GetAsync("/key/aliases")).GetProperty("aliases").GetArrayLength());
        var token = (await gateway.GetAsync("/key/list?key_alias=k1")).GetProperty("keys")[0].GetString();
        Assert.Equal("k1", (await gateway.ManageAsync("/v2/key/info", $$"""{"keys":["{{token}}"]}""")).GetProperty("info")[0].GetProperty("key_alias").GetString());
        await gateway.ManageAsync("/key/delete", """{"key_aliases":["k1"]}""");
        Assert.Equal(4, (await gateway.GetAsync("/key/list")).GetProperty("total_count").GetInt32());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Many_keys_are_updated_each_by_itself(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var (first, second) = (await gateway.NewKeyAsync("""{"key_alias":"one"}"""), await gateway.NewKeyAsync());

        var answer = await gateway.ManageAsync("/key/bulk_update", """
            {"keys":[{"key":"FIRST","models":["b"]},{"key":"SECOND","key_alias":"one"},{"key":"SECOND","tags":["x"]}]}
            """.Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal));

        Assert.Equal(3, answer.GetProperty("total_requested").GetInt32());
        Assert.Equal(2, answer.GetProperty("successful_updates").GetArrayLength());
        Assert.Contains("key_alias", answer.GetProperty("failed_updates")[0].GetProperty("failed_reason").GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "key_model_access_denied"), await gateway.TryAsync(first));
        Assert.DoesNotContain(second, answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(second));
        Assert.Equal(["x"], gateway.SpendLogs.All[^1].Tags);
    }

    [Fact]
    public async Task Service_account_belongs_to_a_team_and_to_nobody()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        var key = await gateway.ManageAsync("/key/service-account/generate", """{"team_id":"t","user_id":"u","guardrails":["g"]}""");
        Assert.Equal(("t", null), (key.GetProperty("team_id").GetString(), key.GetProperty("user_id").GetString()));
        Assert.Equal("g", key.GetProperty("metadata").GetProperty("guardrails")[0].GetString());
        using var refused = await gateway.PostAsync("/key/service-account/generate", "{}");
        Assert.Equal("team_id", (await refused.ErrorAsync()).GetProperty("param").GetString());
        Assert.Equal("healthy", (await gateway.ManageAsync("/key/health", "{}")).GetProperty("key").GetString());
    }

    [Fact]
    public async Task Model_info_shows_deployments_without_credentials()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, """
            model_list:
              - { model_name: a, litellm_params: { model: openai/up, api_base: "http://127.0.0.1:9/v1", api_key: sk-of-the-upstream, rpm: 5 }, model_info: { mode: chat, team: x } }
              - { model_name: b, litellm_params: { model: openai/up, api_base: "http://127.0.0.1:9/v1" } }

            """);
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"models":["a"]}"""));

        var info = await gateway.GetAsync("/v1/model/info", client);
        var model = Assert.Single(info.GetProperty("data").EnumerateArray());
        Assert.Equal(("a", "openai/up", "x"), (model.GetProperty("model_name").GetString(), model.GetProperty("litellm_params").GetProperty("model").GetString(), model.GetProperty("model_info").GetProperty("team").GetString()));
        Assert.DoesNotContain("sk-of-the-upstream", info.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, (await gateway.GetAsync("/model_group/info")).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("/key/generate", """{"max_budget":"many"}""", "max_budget")]
    [InlineData("/key/generate", """{"max_budget":-1}""", "max_budget")]
    [InlineData("/key/generate", """{"models":"a"}""", "models")]
    [InlineData("/key/generate", """{"budget_duration":"soon"}""", "budget_duration")]
    [InlineData("/key/generate", """{"duration":"1y"}""", "duration")]
    [InlineData("/key/generate", """{"key":"no-prefix-here"}""", "key")]
    [InlineData("/key/generate", """{"key_type":"root"}""", "key_type")]
    [InlineData("/key/generate", """{"key_alias":"taken"}""", "key_alias")]
    [InlineData("/key/generate", """{"budget_id":"none"}""", "budget_id")]
    [InlineData("/key/generate", """{"model_max_budget":{"a":{"budget_limit":1,"time_period":"x"}}}""", "model_max_budget.a.time_period")]
    [InlineData("/key/generate", """{"tpm_limit":1,"tpm_limit":2}""", "request_body")]
    [InlineData("/key/generate", "[]", "request_body")]
    [InlineData("/key/update", "{}", "key")]
    [InlineData("/key/delete", "{}", "keys")]
    public async Task Bad_field_is_a_400_that_names_it(string path, string json, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.NewKeyAsync("""{"key_alias":"taken"}""");

        using var response = await gateway.PostAsync(path, json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("/key/update")]
    [InlineData("/key/regenerate")]
    [InlineData("/key/block")]
    [InlineData("/key/sk-nobody/reset_spend")]
    public async Task Unknown_key_is_a_404_that_does_not_repeat_it(string path)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        using var response = await gateway.PostAsync(path, """{"key":"sk-nobody"}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("nobody", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_may_have_fields_of_its_own_that_are_enforced()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        var strict = await gateway.NewKeyAsync("""{"enforced_params":["user"]}""");
        var other = await gateway.NewKeyAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.TryAsync(strict)).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(strict, more: ",\"user\":\"u\"")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(other)).Status);
    }

    [Fact]
    public async Task Key_asks_of_the_cache_only_what_it_may()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        var key = await gateway.NewKeyAsync("""{"allowed_cache_controls":["ttl"]}""");
        var other = await gateway.NewKeyAsync();

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(key, more: ",\"cache\":{\"ttl\":60}")).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "auth_error"), await gateway.TryAsync(key, more: ",\"cache\":{\"ttl\":60,\"no-cache\":true}"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(other, more: ",\"cache\":{\"no-cache\":true}")).Status);
    }

    [Fact]
    public async Task What_is_kept_without_an_effect_is_told_in_the_answer()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);

        var key = await gateway.ManageAsync("/key/generate", """{"guardrails":["pii"],"policies":[],"router_settings":{"num_retries":1,"routing_strategy":"least-busy"}}""");
        var team = await gateway.ManageAsync("/team/new", """{"object_permission":{"mcp_servers":["x"]}}""");
        var plain = await gateway.ManageAsync("/key/generate", """{"guardrails":[],"metadata":{"mine":1}}""");

        Assert.Equal(
            ["'guardrails' is kept, but has no effect in this gateway.", "'router_settings.routing_strategy' is kept, but has no effect in this gateway."],
            key.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        Assert.Single(team.GetProperty("warnings").EnumerateArray());
        Assert.False(plain.TryGetProperty("warnings", out _));
        Assert.Equal("pii", key.GetProperty("metadata").GetProperty("guardrails")[0].GetString());
    }
}
