using System.Net;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Providers;

/// <summary>Providers that speak OpenAI's dialect, and what a config may say about any deployment's requests.</summary>
public sealed class CompatibleTests : IAsyncLifetime
{
    private const string Answer = """{"id":"c1","object":"chat.completion","created":1700000000,"model":"upstream","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

    private ScriptedServer _server = null!;

    private UpstreamRequest Sent => _server.LastRequest;

    public async Task InitializeAsync() => _server = await ScriptedServer.StartServerAsync("application/json", Answer);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("groq/llama-3", "openai/v1", "/openai/v1/chat/completions", "llama-3")]
    [InlineData("openrouter/meta/llama-3", "api/v1", "/api/v1/chat/completions", "meta/llama-3")]
    [InlineData("gemini/gemini-2.5-pro", "v1beta/openai", "/v1beta/openai/chat/completions", "gemini-2.5-pro")]
    [InlineData("ollama/llama3:8b", "", "/v1/chat/completions", "llama3:8b")]
    public async Task Request_passes_byte_for_byte_with_the_providers_model_and_token(string model, string path, string url, string upstreamModel)
    {
        await using var gateway = await StartAsync($"model: {model}, api_base: \"{_server.Address}{path}\", api_key: key-1");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model": "m",  "messages":[{"role":"user","content":"H\u00e9"}], "unknown": {"a": 1.0}}""");

        Assert.Equal("m", (await response.JsonAsync()).GetProperty("model").GetString());
        Assert.Equal(url, Sent.Url);
        Assert.Equal("Bearer key-1", Sent.Headers["Authorization"]);
        Assert.Equal("{\"model\": \"" + upstreamModel + "\",  \"messages\":[{\"role\":\"user\",\"content\":\"H\\u00e9\"}], \"unknown\": {\"a\": 1.0}}", Sent.Text);
    }

    [Fact]
    public async Task Ollama_without_a_key_is_not_signed()
    {
        await using var gateway = await StartAsync($"model: ollama_chat/llama3, api_base: \"{_server.Address}\"");

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(Sent.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("groq/llama-3", "v1")]
    [InlineData("gemini/gemini-2.5-pro", "v1beta/openai")]
    [InlineData("ollama/llama3", "")]
    public async Task Translated_request_has_OpenAIs_fields_only(string model, string path)
    {
        await using var gateway = await StartAsync($"model: {model}, api_base: \"{_server.Address}{path}\", api_key: key-1");

        using var refused = await gateway.PostAsync("/v1/messages", """{"model":"m","max_tokens":50,"top_k":5,"messages":[{"role":"user","content":"Hello"}]}""");
        using var answered = await gateway.PostAsync("/v1/messages", """
            {"model":"m","max_tokens":50,"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"unsigned-by-gateway"},{"type":"text","text":"Hi"}]},
             {"role":"system","content":"Be brief."},{"role":"user","content":"Go on"}]}
            """);

        Assert.Contains("top_k", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Hi", (await answered.JsonAsync()).GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(["user", "assistant", "user", "user"], Sent.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.DoesNotContain("reasoning", Sent.Text, StringComparison.Ordinal);
        Assert.Equal(50, Sent.Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Azure_gets_system_messages_where_they_stand()
    {
        await using var gateway = await StartAsync($"model: azure/gpt-4o-eu, api_base: \"{_server.Address}\", api_key: key-1");

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"Hello"},{"role":"system","content":"Be brief."},{"role":"user","content":"Go on"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["user", "system", "user"], Sent.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.True(Sent.Json.TryGetProperty("max_completion_tokens", out _));
    }

    [Theory]
    [InlineData("", "drop_params: true")]
    [InlineData(", drop_params: true", "drop_params: false")]
    public async Task Drop_params_of_the_file_and_of_a_deployment_leave_out_what_cannot_be_said(string parameters, string setting)
    {
        await using var gateway = await StartAsync($"model: groq/llama-3, api_base: \"{_server.Address}v1\", api_key: key-1{parameters}", $"litellm_settings: {{ {setting} }}");

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"m","max_tokens":50,"top_k":5,"messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("top_k", response.Header("x-litellm-dropped-params"));
        Assert.False(Sent.Json.TryGetProperty("top_k", out _));
    }

    [Fact]
    public async Task Additional_drop_params_never_reach_the_deployment()
    {
        await using var gateway = await StartAsync($"model: groq/llama-3, api_base: \"{_server.Address}v1\", api_key: key-1, additional_drop_params: [seed, logit_bias]");

        using var response = await gateway.ChatAsync("m", ",\"seed\":1,\"logit_bias\":{},\"top_p\":0.5");

        Assert.Equal("seed,logit_bias", response.Header("x-litellm-dropped-params"));
        Assert.Equal(["model", "messages", "top_p"], Sent.Json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Extra_headers_and_extra_body_reach_the_deployment_and_the_clients_own_fields_win()
    {
        await using var gateway = await StartAsync($"model: openrouter/llama-3, api_base: \"{_server.Address}v1\", api_key: key-1, extra_headers: {{ HTTP-Referer: \"https://example.org\" }}, extra_body: {{ provider: {{ order: [a] }}, top_p: 0.1 }}");

        using var response = await gateway.ChatAsync("m", ",\"top_p\":0.5");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://example.org", Sent.Headers["HTTP-Referer"]);
        Assert.Equal("""{"order":["a"]}""", Sent.Json.GetProperty("provider").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(0.5, Sent.Json.GetProperty("top_p").GetDouble());
    }

    [Fact]
    public async Task Named_credential_signs_and_is_not_shown()
    {
        await using var gateway = await StartAsync("model: groq/llama-3, litellm_credential_name: team-groq", $$"""
            credential_list:
              - credential_name: team-groq
                credential_values: { api_key: groq-secret-1, api_base: "{{_server.Address}}v1" }
            """);

        using var response = await gateway.ChatAsync("m");
        var info = await gateway.Http.GetStringAsync("/model/info");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Bearer groq-secret-1", Sent.Headers["Authorization"]);
        Assert.DoesNotContain("groq-secret-1", info, StringComparison.Ordinal);
    }

    private static Task<GatewayServer> StartAsync(string parameters, string more = "") => GatewayServer.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { {{parameters}} }
        {{more}}
        """);
}
