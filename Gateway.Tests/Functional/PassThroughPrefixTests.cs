using System.Net;
using Gateway.Simulator;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional;

/// <summary>LiteLLM's provider prefixes, and <c>pass_through_endpoints</c>: as they are, but with the gateway's keys, limits and spend.</summary>
public sealed class PassThroughPrefixTests : IAsyncLifetime
{
    private const string LimitedKey = "sk-one-a-minute";

    private SimulatedFleet _fleet = null!;
    private AnthropicServer _anthropic = null!;
    private ScriptedServer _other = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.StartAsync(1);
        _anthropic = await AnthropicServer.StartServerAsync();
        _other = await ScriptedServer.StartServerAsync("application/json", """{"results":[]}""");
        _gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: scripted
                litellm_params: { model: hosted_vllm/scripted, api_base: "{{_other.Address}}v1" }
              - model_name: m
                litellm_params: { model: hosted_vllm/m, api_base: "{{_fleet[0].Address}}v1" }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Address}}", api_key: {{AnthropicServer.Key}} }
            general_settings:
              rate_limit_config: { {{LimitedKey}}: { rpm: 1 } }
              pass_through_endpoints:
                - path: /v1/search-elsewhere
                  target: "{{_other.Address}}search"
                  headers: { Authorization: "Bearer secret-of-elsewhere" }
                  cost_per_request: 0.25
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _other.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Call_reaches_the_provider_with_its_key_and_its_usage_is_logged()
    {
        using var response = await _gateway.PostAsync("/anthropic/v1/messages", """{"model":"claude-opus-4-6","max_tokens":5,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal("claude-opus-4-6", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal("/v1/messages", _anthropic.LastRequest.Url);
        Assert.Equal((20, 12), (Assert.Single(_gateway.SpendLogs.All).Usage.PromptTokens, _gateway.SpendLogs.All[0].Usage.CompletionTokens));
    }

    [Fact]
    public async Task Key_and_team_may_be_held_to_certain_prefixes()
    {
        await _gateway.PollAsync();
        await _gateway.ManageAsync("/team/new", """{"team_id":"t","allowed_passthrough_routes":["/vllm"]}""");
        var own = await _gateway.NewKeyAsync("""{"allowed_passthrough_routes":["/anthropic/*","/vll"]}""");
        var teams = await _gateway.NewKeyAsync("""{"team_id":"t","allowed_passthrough_routes":["/vllm","/anthropic"]}""");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden], [await AskAsync(own, "/anthropic/v1/messages"), await AskAsync(own, "/vllm/v1/chat/completions")]);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK], [await AskAsync(teams, "/anthropic/v1/messages"), await AskAsync(teams, "/vllm/v1/chat/completions")]);

        async Task<HttpStatusCode> AskAsync(string key, string path)
        {
            using var client = _gateway.NewClient(key);
            using var answer = await _gateway.PostAsync(path, """{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}""", client);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Stream_is_passed_on_and_logged()
    {
        using var response = await _gateway.PostAsync("/anthropic/v1/messages", """{"model":"claude-opus-4-6","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal("message_stop", (await response.ChunksAsync())[^1].GetProperty("type").GetString());
        Assert.Equal(12, Assert.Single(_gateway.SpendLogs.All).Usage.CompletionTokens);
    }

    [Fact]
    public async Task Model_group_of_the_provider_may_be_named()
    {
        using var response = await _gateway.PostAsync("/vllm/tokenize", """{"model":"m","prompt":"Hello there"}""");

        Assert.True((await response.JsonAsync()).GetProperty("count").GetInt32() > 0);
    }

    [Fact]
    public async Task Other_methods_and_queries_are_passed_on()
    {
        using var response = await _gateway.Http.GetAsync("/vllm/v1/models?x=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("GET", "/v1/models?x=1"), (_other.LastRequest.Method, _other.LastRequest.Url));
    }

    [Fact]
    public async Task Declared_endpoint_gets_its_headers_and_costs_what_it_costs()
    {
        using var response = await _gateway.PostAsync("/v1/search-elsewhere", """{"query":"x"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("/search", "Bearer secret-of-elsewhere", """{"query":"x"}"""), (_other.LastRequest.Url, _other.LastRequest.Headers["Authorization"], _other.LastRequest.Text));
        Assert.Equal(0.25, Assert.Single(_gateway.SpendLogs.All).Cost);
    }

    [Theory]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/v1/search-elsewhere")]
    public async Task Without_a_key_nothing_is_passed(string path)
    {
        using var nobody = _gateway.NewClient(null);

        using var response = await _gateway.PostAsync(path, "{}", nobody);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, _anthropic.Received + _other.Received);
    }

    [Fact]
    public async Task Limits_of_the_key_hold()
    {
        using var client = _gateway.NewClient(LimitedKey);
        using var first = await _gateway.PostAsync("/v1/search-elsewhere", "{}", client);
        using var second = await _gateway.PostAsync("/v1/search-elsewhere", "{}", client);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    [Theory]
    [InlineData("/vllm//elsewhere.example/v1/models")]
    [InlineData("/vllm/%2F%2Felsewhere.example/v1/models")]
    public async Task Path_cannot_lead_to_another_host(string path)
    {
        using var response = await _gateway.Http.GetAsync(new Uri(_gateway.Address.GetLeftPart(UriPartial.Authority) + path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("elsewhere.example", _other.LastRequest.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_of_a_provider_that_is_not_set_up_says_so()
    {
        using var response = await _gateway.PostAsync("/azure/openai/deployments", "{}");

        Assert.Equal("no_pass_through", (await response.ErrorAsync()).GetProperty("code").GetString());
    }
}
