using System.Net.WebSockets;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Gateway.Tests.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Functional;

/// <summary>What the answers of a realtime session count for, and how sessions end.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RealtimeSessionTests(PostgresServer postgres) : IAsyncLifetime
{
    private RealtimeServer _server = null!;
    private GatewayServer _gateway = null!;

    public async Task InitializeAsync()
    {
        _server = await RealtimeServer.StartAsync();
        _gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), $$"""
            model_list:
              - model_name: voice
                litellm_params: { model: hosted_vllm/upstream-voice, api_base: "{{_server.Address}}/v1", input_cost_per_token: 1, output_cost_per_token: 10, cache_read_input_token_cost: 0.5, input_cost_per_audio_token: 100, output_cost_per_audio_token: 1000 }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Client_cannot_change_the_model_and_server_knows_it_by_its_own_name()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.SendAsync("""{"type":"session.update","session":{"model":"another","voice":"ash"}}""");
        await client.SendAsync("""{"type":"session.update","model":"another"}""");
        await _gateway.WhenAsync(() => _server.Received.Count == 2);

        Assert.Equal("""{"model":"upstream-voice","voice":"ash"}""", _server.Received[0].GetProperty("session").GetRawText());
        Assert.Equal("upstream-voice", _server.Received[1].GetProperty("model").GetString());
    }

    [Fact]
    public async Task Answer_is_logged_with_its_usage_and_cost_before_the_client_hears_of_it()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.AskAsync();
        await client.EventAsync("response.done");

        // 6 - 2 of text and 24 - 10 of audio new, 12 cached; 4 of text and 6 of audio said.
        var log = Assert.Single(_gateway.SpendLogs.All);
        Assert.Equal(("call-1-1", 200, 30, 10, 12), (log.RequestId, log.Status, log.Usage.PromptTokens, log.Usage.CompletionTokens, log.Usage.CachedTokens));
        Assert.Equal(4 + (14 * 100) + (12 * 0.5) + (4 * 10) + (6 * 1000), log.Cost);
    }

    [Fact]
    public async Task Each_answer_has_a_log_and_the_session_one_without_tokens()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.AskAsync();
        await client.EventAsync("response.done");
        await client.AskAsync();
        await client.EventAsync("response.done");
        await client.CloseAsync();
        await _gateway.WhenIdleAsync();

        Assert.Equal([("call-1-1", 40), ("call-1-2", 40), ("call-1", 0)], _gateway.SpendLogs.All.Select(log => (log.RequestId, log.Usage.TotalTokens)));
        Assert.Equal((0, null), (_gateway.SpendLogs.All[^1].Cost, _gateway.SpendLogs.All[^1].ErrorType));
    }

    [Fact]
    public async Task Transcription_of_vLLM_counts_as_well()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.AskAsync("transcribe");
        await client.EventAsync("transcription.done");

        Assert.Equal(10, Assert.Single(_gateway.SpendLogs.All).Usage.TotalTokens);
    }

    [Theory]
    [InlineData("""{"tpm_limit":40}""", "rate_limit_exceeded")]
    [InlineData("""{"rpm_limit":2}""", "rate_limit_exceeded")]
    [InlineData("""{"max_budget":0.5}""", "budget_exceeded")]
    public async Task Answer_over_a_limit_or_budget_ends_the_session_with_the_reason(string limits, string code)
    {
        using var client = await RealtimeClient.OpenAsync(_gateway, await _gateway.NewKeyAsync(limits));
        await client.AskAsync();
        await client.EventAsync("response.done");

        await client.AskAsync();
        var error = await client.EventAsync("error");
        await client.ClosedAsync();
        await _server.Left;

        Assert.Equal(code, error.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        await _gateway.WhenIdleAsync();
        Assert.Equal(429, _gateway.SpendLogs.All.Single(log => log.RequestId == "call-1-2").Status);
    }

    [Fact]
    public async Task Session_holds_its_place_and_its_answers_need_none()
    {
        var key = await _gateway.NewKeyAsync("""{"max_parallel_requests":1}""");
        using var client = await RealtimeClient.OpenAsync(_gateway, key);
        await client.AskAsync();
        await client.EventAsync("response.done");

        Assert.Equal(429, await RealtimeClient.RefusedAsync(_gateway, key));
        await client.CloseAsync();
        await _gateway.WhenIdleAsync();
        using var next = await RealtimeClient.OpenAsync(_gateway, key);
    }

    [Fact]
    public async Task Client_that_leaves_ends_the_session_on_the_server()
    {
        using (var client = await RealtimeClient.OpenAsync(_gateway))
        {
            await client.AskAsync("wait");
            await client.EventAsync("response.created");
        }

        await _server.Left;
        await _gateway.WhenIdleAsync();
        Assert.Equal([("call-1-1", 499), ("call-1", 499)], _gateway.SpendLogs.All.Select(log => (log.RequestId, log.Status)));
    }

    [Fact]
    public async Task Server_that_breaks_off_is_told_as_an_error()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.AskAsync("break");

        Assert.Equal("upstream_interrupted", (await client.EventAsync("error")).GetProperty("error").GetProperty("code").GetString());
        await client.ClosedAsync();
        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.CloseStatus);
    }

    [Fact]
    public async Task Gateway_that_stops_closes_sessions_between_two_answers()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        _gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await client.ClosedAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
    }

    [Fact]
    public async Task Answer_that_is_under_way_is_waited_for()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.AskAsync("wait");
        await client.EventAsync("response.created");
        _gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await client.SendAsync("""{"type":"response.cancel"}""");

        await client.EventAsync("response.done");
        await client.ClosedAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
    }

    [Fact]
    public async Task Long_message_arrives_whole()
    {
        using var client = await RealtimeClient.OpenAsync(_gateway);
        await client.SendAsync($$"""{"type":"input_audio_buffer.append","audio":"{{new string('B', 2_000_000)}}"}""");
        await _gateway.WhenAsync(() => _server.Received.Count == 1);

        Assert.Equal(2_000_000, _server.Received[0].GetProperty("audio").GetString()!.Length);
    }
}
