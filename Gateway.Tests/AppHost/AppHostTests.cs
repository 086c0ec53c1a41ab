using System.ClientModel;
using System.Net.Http.Json;
using Gateway.Tests.Common;
using OpenAI;
using OpenAI.Chat;

namespace Gateway.Tests.AppHost;

public sealed class AppHostTests(RunningAppHost host) : IClassFixture<RunningAppHost>
{
    [Fact]
    public async Task Client_gets_an_answer_through_the_gateway_and_the_admin_site_is_there()
    {
        var answer = await ChatAsync();
        using var http = Client();
        using var site = await http.GetAsync("/ui");

        Assert.NotEmpty(answer.Content[0].Text);
        Assert.True(site.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Request_is_one_trace_from_the_gateway_over_its_attempt_to_the_model_server()
    {
        var before = host.Traces.Spans.Select(span => span.TraceId).ToHashSet();
        await ChatAsync();
        List<ReceivedSpan> trace = [];
        await host.Traces.WhenAsync(() => (trace = NewTrace(before)) is var spans && spans.Any(span => span.ParentId.Length == 0) && spans.Any(IsServed));

        var root = Assert.Single(trace, span => span.ParentId.Length == 0);
        Assert.Equal("proxy", root.Service);
        Assert.Contains("gen_ai.request.model", root.Attributes.Keys);
        Assert.Contains("gateway.cost_usd", root.Attributes.Keys);
        Assert.All(trace, span => Assert.True(span.ParentId.Length == 0 || trace.Any(parent => parent.Id == span.ParentId), $"{span} hangs in the air"));
        var served = Assert.Single(trace, IsServed);
        Assert.Equal("proxy", trace.Single(span => span.Id == served.ParentId).Service);

        static bool IsServed(ReceivedSpan span) => span.Service.StartsWith("vllm", StringComparison.Ordinal);

        List<ReceivedSpan> NewTrace(HashSet<string> old) => host.Traces.Spans
            .Where(span => !old.Contains(span.TraceId)).GroupBy(span => span.TraceId)
            .Where(trace => trace.Any(span => span.Attributes.ContainsKey("gen_ai.request.model")))
            .Select(trace => trace.ToList()).FirstOrDefault() ?? [];
    }

    [Fact]
    public async Task Model_server_is_drained_and_taken_back_from_its_menu()
    {
        Assert.True((await host.CommandAsync("vllm-qwen-30b", "drain")).Success);
        using var http = Client();
        using var refused = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "qwen-30b", messages = new[] { new { role = "user", content = "hi" } } });
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        Assert.True((await host.CommandAsync("vllm-qwen-30b", "undrain")).Success);
        using var served = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "qwen-30b", messages = new[] { new { role = "user", content = "hi" } } });
        Assert.True(served.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Config_is_validated_and_the_cache_flushed_from_the_gateways_menu()
    {
        var checkedConfig = await host.CommandAsync("proxy", "validate-config");
        Assert.True(checkedConfig.Success, checkedConfig.Message);
        var flushed = await host.CommandAsync("proxy", "flush-cache");
        Assert.True(flushed.Success, flushed.Message);
    }

    private async Task<ChatCompletion> ChatAsync()
    {
        var client = new ChatClient("gpt-oss-120b", new ApiKeyCredential(RunningAppHost.MasterKey), new OpenAIClientOptions { Endpoint = new Uri(host.Gateway, "/v1") });
        return await client.CompleteChatAsync("Hello!");
    }

    private HttpClient Client()
    {
        var http = new HttpClient { BaseAddress = host.Gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", RunningAppHost.MasterKey);
        return http;
    }
}
