using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Gateway.Tests.Functional;

/// <summary>Prompts and answers on the spans of requests: only where the operator asks for them.</summary>
public sealed class TracedMessagesTests
{
    private const string Prompt = """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"data:x"}}]}]}""";

    [Fact]
    public async Task Span_carries_prompt_and_answer_as_the_conventions_have_them()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet), change: options => options with { TracesMessages = true });

        var (answer, span) = await AskAsync(gateway, Prompt);

        Assert.Equal(
            """[{"role":"system","parts":[{"type":"text","content":"Be brief."}]},{"role":"user","parts":[{"type":"text","content":"Hello"},{"type":"image_url"}]}]""",
            span["gen_ai.input.messages"]);
        var content = JsonDocument.Parse(answer).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        var output = Assert.Single(JsonDocument.Parse(span["gen_ai.output.messages"]).RootElement.EnumerateArray());
        Assert.Equal(("assistant", "stop"), (output.GetProperty("role").GetString(), output.GetProperty("finish_reason").GetString()));
        Assert.Equal(content, output.GetProperty("parts")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Span_of_a_stream_carries_the_text_that_its_chunks_make()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet), change: options => options with { TracesMessages = true });
        var (whole, _) = await AskAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"Hello"}],"seed":7}""");

        var (_, span) = await AskAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"Hello"}],"seed":7,"stream":true}""");

        var content = JsonDocument.Parse(whole).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        Assert.Equal(content, JsonDocument.Parse(span["gen_ai.output.messages"]).RootElement[0].GetProperty("parts")[0].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "litellm_settings: { turn_off_message_logging: true }\n")]
    public async Task Span_carries_no_message_unless_asked_for_and_allowed(bool asked, string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, more), change: options => options with { TracesMessages = asked });

        var (_, span) = await AskAsync(gateway, Prompt);

        Assert.DoesNotContain("gen_ai.input.messages", span.Keys);
        Assert.DoesNotContain("Be brief", string.Join(' ', span.Values), StringComparison.Ordinal);
    }

    private static async Task<(string Answer, Dictionary<string, string> Span)> AskAsync(GatewayServer gateway, string body)
    {
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Gateway.Proxy" or "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var response = await gateway.PostAsync("/v1/chat/completions", body);
        var answer = await response.Content.ReadAsStringAsync();
        var id = response.Header("x-litellm-call-id");
        Activity? span = null;
        await ThreeGateways.WhenAsync(() => Task.FromResult((span = ended.FirstOrDefault(activity => activity.GetTagItem("gateway.request_id") as string == id)) is not null), "the request's span ended");
        return (answer, span!.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString() ?? ""));
    }
}
