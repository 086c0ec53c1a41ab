using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Langfuse;
using Gateway.Simulator;
using Gateway.Tests.Proxy.Telemetry;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Functional;

/// <summary><c>callbacks: ["langfuse"]</c>: what arrives there.</summary>
public sealed class LangfuseTests
{
    private const string Path = "/api/public/otel/v1/traces";

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Request_arrives_as_a_trace_of_one_generation(string more)
    {
        await using var langfuse = await TraceReceiver.StartAsync(Path);
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Config(fleet, langfuse, "callbacks: [langfuse]"));

        using var response = await gateway.ChatAsync("m", more + ",\"user\":\"shopper\",\"litellm_session_id\":\"talk-1\",\"metadata\":{\"tags\":[\"batch\"]}");
        var answer = await response.Content.ReadAsStringAsync();
        await gateway.WhenAsync(() => langfuse.Spans.Count == 1);

        var span = langfuse.Spans.Single();
        var log = gateway.SpendLogs.All.Single();
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("pk-lf-1:sk-lf-1")), langfuse.Authorization);
        Assert.Equal(("chat m", "", "generation", "m"), (span.Name, span.ParentId, span.Attributes["langfuse.observation.type"], span.Attributes["langfuse.observation.model.name"]));
        Assert.Equal(("shopper", "talk-1", log.RequestId), (span.Attributes["user.id"], span.Attributes["session.id"], span.Attributes["langfuse.observation.metadata.request_id"]));
        Assert.Contains("langfuse.trace.tags", span.Attributes.Keys);
        using var usage = JsonDocument.Parse(span.Attributes["langfuse.observation.usage_details"]!);
        Assert.Equal((log.Usage.CompletionTokens, log.Usage.TotalTokens), (usage.RootElement.GetProperty("output").GetInt32(), usage.RootElement.GetProperty("total").GetInt32()));
        using var input = JsonDocument.Parse(span.Attributes["langfuse.observation.input"]!);
        Assert.Equal("user", input.RootElement[0].GetProperty("role").GetString());
        Assert.Equal(more.Length > 0, span.Attributes.ContainsKey("langfuse.observation.completion_start_time"));
        if (more.Length == 0)
        {
            using var body = JsonDocument.Parse(answer);
            Assert.Equal(body.RootElement.GetProperty("choices")[0].GetProperty("message").GetRawText(), span.Attributes["langfuse.observation.output"]);
        }
        else
        {
            Assert.True(span.Attributes["langfuse.observation.output"]!.Length > 20);
        }

        Assert.DoesNotContain(GatewayServer.MasterKey, string.Join(' ', span.Attributes.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success_callback: [langfuse]", true)]
    [InlineData("failure_callback: [langfuse]", false)]
    public async Task Callback_of_one_kind_is_told_of_that_kind_only(string callbacks, bool succeeded)
    {
        await using var langfuse = await TraceReceiver.StartAsync(Path);
        await using var fleet = await Fleet.StartAsync(1);
        await using (var gateway = await GatewayServer.StartAsync(Config(fleet, langfuse, callbacks)))
        {
            using var good = await gateway.ChatAsync("m");
            using var bad = await gateway.ChatAsync("no-such-model");
            await gateway.WhenIdleAsync();
        }

        // The gateway has stopped and has sent what was waiting.
        var span = Assert.Single(langfuse.Spans);
        Assert.Equal(succeeded, !span.Attributes.ContainsKey("langfuse.observation.level"));
    }

    [Fact]
    public async Task Texts_stay_here_where_messages_are_not_to_be_logged()
    {
        await using var langfuse = await TraceReceiver.StartAsync(Path);
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Config(fleet, langfuse, "callbacks: [langfuse], turn_off_message_logging: true"));

        using var response = await gateway.ChatAsync("m");
        await gateway.WhenAsync(() => langfuse.Spans.Count == 1);

        Assert.DoesNotContain(langfuse.Spans.Single().Attributes.Keys, name => name is "langfuse.observation.input" or "langfuse.observation.output");
    }

    [Fact]
    public async Task Langfuse_that_refuses_costs_no_request_and_is_counted()
    {
        await using var langfuse = await TraceReceiver.StartAsync(Path);
        langfuse.Status = HttpStatusCode.Unauthorized;
        await using var fleet = await Fleet.StartAsync(1);
        using var logs = new CapturedLogs();
        await using var gateway = await GatewayServer.StartAsync(Config(fleet, langfuse, "callbacks: [langfuse]"), logs: logs);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await gateway.WhenAsync(() => gateway.Http.GetStringAsync("/metrics").GetAwaiter().GetResult().Contains("""litellm_callback_logging_failures_metric_total{callback_name="langfuse"} 1""", StringComparison.Ordinal));
        Assert.Contains("Langfuse does not take what it is told", logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-lf-1", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Langfuse_is_too_slow_for_is_counted_and_waits_in_no_memory()
    {
        await using var langfuse = await TraceReceiver.StartAsync(Path);
        var gate = new TaskCompletionSource();
        langfuse.Gate = gate.Task;
        var failed = 0L;
        using (var connection = new LangfuseConnection(new LangfuseSettings(new Uri(langfuse.Address, Path).AbsoluteUri, "", true, true), count => Interlocked.Add(ref failed, count), NullLogger.Instance))
        {
            for (var i = 0; i < 200; i++)
            {
                connection.Send(Scrapes.Log());
            }

            Assert.Equal(200 - 128, failed);
            gate.SetResult();
        }

        Assert.Equal((128, 72), (langfuse.Spans.Count, failed));
    }

    private static string Config(SimulatedFleet fleet, TraceReceiver langfuse, string settings) => Fleet.Config(fleet, $$"""
        environment_variables: { LANGFUSE_PUBLIC_KEY: pk-lf-1, LANGFUSE_SECRET_KEY: sk-lf-1, LANGFUSE_HOST: "{{langfuse.Address}}" }
        litellm_settings: { {{settings}} }

        """);
}
