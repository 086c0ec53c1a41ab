using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Functional;

public sealed class PassThroughTests
{
    [Fact]
    public async Task Unknown_fields_reach_the_server_byte_for_byte()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        const string Body = """{ "messages":[{"role":"user","content":"h\u00e9 \/ 🙂"}],  "x_new" : [1.0, 1e2, -0, "\ud83d\ude42"], "model":"m" , "chat_template_kwargs":{"b":1,"a":null}, "user": "u", "metadata": {"k":"v"}, "priority":0 }""";

        (await gateway.PostAsync("/v1/chat/completions", Body)).Dispose();

        Assert.Equal(Body, fleet["a"].LastRequest.BodyText);
    }

    [Fact]
    public async Task Credentials_and_cookies_of_the_client_stay_here_and_the_deployments_own_go_upstream()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { ApiKey = "sk-upstream" });
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", api_key: sk-upstream, extra_headers: { x-extra: yes }"));
        gateway.Http.DefaultRequestHeaders.Add("Cookie", "session=secret");
        gateway.Http.DefaultRequestHeaders.Add("x-api-key", "sk-other");

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = fleet["a"].LastRequest;
        Assert.Equal("Bearer sk-upstream", request.Header("Authorization"));
        Assert.Equal("yes", request.Header("x-extra"));
        Assert.Null(request.Header("Cookie"));
        Assert.Null(request.Header("x-api-key"));
        Assert.DoesNotContain(GatewayServer.MasterKey, string.Join(' ', request.Headers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_id_of_the_client_is_on_the_response_and_goes_upstream()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        gateway.Http.DefaultRequestHeaders.Add("x-litellm-call-id", "call-7");

        using var response = await gateway.ChatAsync("m");

        Assert.Equal("call-7", response.Header("x-litellm-call-id"));
        Assert.Equal("call-7", fleet["a"].LastRequest.Header("x-request-id"));
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/chat/completions")]
    [InlineData("/engines/m/chat/completions")]
    [InlineData("/openai/deployments/m/chat/completions?api-version=2024-10-21")]
    public async Task Chat_answers_on_all_its_paths(string path)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        var model = path.Contains("/m/", StringComparison.Ordinal) ? "" : "\"model\":\"m\",";

        using var response = await gateway.PostAsync(path, $$"""{{{model}}"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"model\":\"m\"", fleet["a"].LastRequest.BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/completions", """{"model":"m","prompt":"hi"}""", "/v1/completions")]
    [InlineData("/v1/rerank", """{"model":"m","query":"q","documents":["a","b"]}""", "/v1/rerank")]
    [InlineData("/v2/rerank", """{"model":"m","query":"q","documents":["a","b"]}""", "/v1/rerank")]
    [InlineData("/score", """{"model":"m","text_1":"a","text_2":"b"}""", "/v1/score")]
    [InlineData("/tokenize", """{"model":"m","prompt":"hello"}""", "/tokenize")]
    [InlineData("/detokenize", """{"model":"m","tokens":[1,2]}""", "/detokenize")]
    [InlineData("/v1/audio/speech", """{"model":"m","input":"hi","voice":"x"}""", "/v1/audio/speech")]
    [InlineData("/v1/images/generations", """{"model":"m","prompt":"a cat"}""", "/v1/images/generations")]
    [InlineData("/v1/moderations", """{"model":"m","input":"hi"}""", "/v1/moderations")]
    public async Task Other_endpoints_reach_their_place_on_the_server(string path, string body, string upstream)
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { Task = path.Contains("rerank", StringComparison.Ordinal) || path == "/score" ? EngineTask.Embed : settings.Task });
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var response = await gateway.PostAsync(path, body);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(upstream, fleet["a"].LastRequest.Path);
        Assert.NotNull(response.Header("x-litellm-model-id"));
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions")]
    [InlineData("/audio/translations")]
    public async Task Audio_upload_reaches_the_server_whole_with_the_model_replaced(string path)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: whisper-for-all
                litellm_params: { model: openai/m, api_base: "{{fleet["a"].Address}}v1" }
            """);
        var audio = new byte[100_000];
        new Random(3).NextBytes(audio);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whisper-for-all"), "model" },
            { new ByteArrayContent(audio) { Headers = { ContentType = new MediaTypeHeaderValue("audio/wav") } }, "file", "model.wav" },
            { new StringContent("en"), "language" },
        };

        using var response = await gateway.Http.PostAsync(path, form);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var body = fleet["a"].LastRequest.Body;
        Assert.True(body.AsSpan().IndexOf(audio) > 0);
        Assert.DoesNotContain("whisper-for-all", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_of_a_deployment_are_added_where_the_client_was_silent()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", fleet["a"].Address, ", temperature: 0.25, extra_body: { top_k: 7 }"));

        (await gateway.ChatAsync("m", ",\"top_k\":1")).Dispose();

        var body = fleet["a"].LastRequest.BodyText;
        Assert.Contains("\"temperature\":0.25", body, StringComparison.Ordinal);
        Assert.Contains("\"top_k\":1", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"top_k\":7", body, StringComparison.Ordinal);
    }
}
