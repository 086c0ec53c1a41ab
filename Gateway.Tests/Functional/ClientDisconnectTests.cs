using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class ClientDisconnectTests
{
    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Client_that_leaves_before_the_answer_aborts_the_generation(string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.HangBeforeFirstToken, count: 1);
        using var client = new CancellationTokenSource();

        var call = gateway.ChatAsync("m", more, cancellationToken: client.Token);
        await fleet["a"].WaitUntilAsync(counters => counters.Running == 1);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await fleet["a"].WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
        var log = await gateway.SpendLogs.NextAsync();
        Assert.Equal((499, "client_closed_request"), (log.Status, log.ErrorType));
        Assert.Equal(0, gateway.State("m").InFlight);
        Assert.Equal(0, gateway.State("m").Failures);
    }

    [Fact]
    public async Task Client_that_leaves_in_mid_stream_aborts_the_generation_and_what_was_made_is_counted()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { AnswerTokens = 500 });
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.SlowTokens, DelayMs = 20 });

        using (var response = await gateway.ChatAsync("m", ",\"stream\":true"))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            for (var i = 0; i < 6; i++)
            {
                await reader.ReadLineAsync();
            }
        }

        await fleet["a"].WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
        var log = await gateway.SpendLogs.NextAsync();
        Assert.Equal(499, log.Status);
        Assert.True(log.Usage is { Estimated: true, CompletionTokens: > 0 });
        Assert.Equal(0, gateway.State("m").InFlight);
    }

    [Fact]
    public async Task Client_that_leaves_while_a_retry_waits_ends_the_request()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.OfStatus(429, retryAfter: 30);
        using var client = new CancellationTokenSource();

        var call = gateway.ChatAsync("m", cancellationToken: client.Token);
        await fleet["a"].WaitUntilAsync(counters => counters.Received == 1);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(499, (await gateway.SpendLogs.NextAsync()).Status);
        Assert.Equal(1, fleet["a"].Counters.Received);
    }
}
