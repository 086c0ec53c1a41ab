using System.Text;
using Gateway.Simulator.Configuration;
using OpenAI.Chat;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's own .NET client against the gateway: streams.</summary>
public sealed class OpenAIDotNetStreamTests
{
    // HttpClient reads on for up to two seconds before it closes a connection, so an answer has to take longer than that to be cut.
    private static readonly EngineTiming s_longAnswer = new() { InterTokenMs = 1_000 };

    [Theory]
    [InlineData(ClientGateway.Chat)]
    [InlineData(ClientGateway.Reasoning)]
    public async Task Pieces_of_a_stream_make_the_unstreamed_answer(string model)
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient(model);
        ChatCompletion whole = await client.CompleteChatAsync("Explain Docker in simple terms.");

        var pieces = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync("Explain Docker in simple terms."))
        {
            foreach (var part in update.ContentUpdate)
            {
                pieces.Append(part.Text);
            }
        }

        Assert.Equal(whole.Content[0].Text, pieces.ToString());
    }

    // This client asks for usage on every stream (stream_options.include_usage); the JavaScript one shows what comes unasked.
    [Fact]
    public async Task Usage_comes_once_at_the_end_of_a_stream()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient(ClientGateway.Chat);
        ChatCompletion whole = await client.CompleteChatAsync("Hello");

        var updates = await client.CompleteChatStreamingAsync("Hello").ToListAsync();

        var usage = Assert.Single(updates, update => update.Usage is not null).Usage;
        Assert.NotNull(updates[^1].Usage);
        Assert.Equal(whole.Usage.InputTokenCount, usage.InputTokenCount);
        Assert.Equal(whole.Usage.OutputTokenCount, usage.OutputTokenCount);
    }

    [Fact]
    public async Task Stream_ends_with_one_finish_reason_and_keeps_one_id()
    {
        await using var gateway = await ClientGateway.StartAsync();

        var updates = await gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatStreamingAsync("Hello").ToListAsync();

        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct());
        Assert.All(updates, update => Assert.Equal(ClientGateway.Chat, update.Model));
    }

    [Fact]
    public async Task Stream_that_the_client_leaves_stops_the_engine()
    {
        await using var gateway = await ClientGateway.StartAsync();
        gateway.Engine.Timing = s_longAnswer;
        var client = gateway.DotNetClient().GetChatClient(ClientGateway.Chat);

        await foreach (var _ in client.CompleteChatStreamingAsync("Tell me everything."))
        {
            break;
        }

        await gateway.Engine.WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
    }

    [Fact]
    public async Task Stream_that_the_client_cancels_stops_the_engine()
    {
        await using var gateway = await ClientGateway.StartAsync();
        gateway.Engine.Timing = s_longAnswer;
        using var cancel = new CancellationTokenSource();
        var stream = gateway.DotNetClient().GetChatClient(ClientGateway.Chat).CompleteChatStreamingAsync([new UserChatMessage("Tell me everything.")], cancellationToken: cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in stream)
            {
                await cancel.CancelAsync();
            }
        });

        await gateway.Engine.WaitUntilAsync(counters => counters is { Aborted: 1, Running: 0 });
    }
}
