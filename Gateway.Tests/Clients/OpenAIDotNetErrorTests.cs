using System.ClientModel;
using Gateway.Simulator.Faults;
using OpenAI.Chat;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's own .NET client against the gateway: what goes wrong comes as the exception that users catch.</summary>
public sealed class OpenAIDotNetErrorTests
{
    [Fact]
    public async Task Wrong_key_is_401()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient("sk-nobody-knows-this-key").GetChatClient(ClientGateway.Chat);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hello"));

        Assert.Equal(401, error.Status);
        Assert.DoesNotContain("sk-nobody", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_model_is_404_and_named()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient("no-such-model");

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hello"));

        Assert.Equal(404, error.Status);
        Assert.Contains("no-such-model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_model_is_404_on_a_stream_too()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient("no-such-model");

        var error = await Assert.ThrowsAsync<ClientResultException>(async () => await client.CompleteChatStreamingAsync("Hello").ToListAsync());

        Assert.Equal(404, error.Status);
    }

    [Fact]
    public async Task Request_over_the_limit_of_its_key_is_429_with_the_time_to_wait()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient(ClientGateway.LimitedKey).GetChatClient(ClientGateway.Chat);
        await client.CompleteChatAsync("one");
        await client.CompleteChatAsync("two");

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("three"));

        Assert.Equal(429, error.Status);
        Assert.True(error.GetRawResponse()!.Headers.TryGetValue("retry-after", out var seconds));
        Assert.InRange(int.Parse(seconds!), 1, 60);
    }

    [Fact]
    public async Task Refusal_says_what_the_limit_is_and_that_nothing_is_left()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient(ClientGateway.LimitedKey).GetChatClient(ClientGateway.Chat);
        await client.CompleteChatAsync("one");
        await client.CompleteChatAsync("two");

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("three"));

        var headers = error.GetRawResponse()!.Headers;
        Assert.Equal("2", headers.TryGetValue("x-ratelimit-limit-requests", out var limit) ? limit : null);
        Assert.Equal("0", headers.TryGetValue("x-ratelimit-remaining-requests", out var remaining) ? remaining : null);
    }

    [Fact]
    public async Task Prompt_that_the_model_cannot_hold_is_400()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetChatClient(ClientGateway.Chat);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("Hello")], new ChatCompletionOptions { MaxOutputTokenCount = 1_000_000 }));

        Assert.Equal(400, error.Status);
    }

    // This client does not know the error event that ends such a stream and takes it for an empty update: what it must never see is an end.
    [Fact]
    public async Task Model_server_that_breaks_off_a_stream_leaves_it_without_a_finish_reason()
    {
        await using var gateway = await ClientGateway.StartAsync();
        gateway.Engine.Faults = EngineFaults.Of(FaultKind.CloseMidStream);
        var client = gateway.DotNetClient().GetChatClient(ClientGateway.Chat);

        var updates = await client.CompleteChatStreamingAsync("Hello").ToListAsync();

        Assert.Contains(updates, update => update.ContentUpdate.Count > 0);
        Assert.DoesNotContain(updates, update => update.FinishReason is not null);
    }
}
