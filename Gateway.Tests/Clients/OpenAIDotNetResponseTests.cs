using OpenAI.Responses;

namespace Gateway.Tests.Clients;

#pragma warning disable OPENAI001 // The client marks its Responses as experimental.

/// <summary>OpenAI's own .NET client against the gateway: responses over a vLLM model that speaks chat completions.</summary>
public sealed class OpenAIDotNetResponseTests
{
    [Fact]
    public async Task Response_is_answered_and_gone_on_with()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = Client(gateway);

        ResponseResult first = await client.CreateResponseAsync(ClientGateway.Chat, "Hello");
        ResponseResult second = await client.CreateResponseAsync(ClientGateway.Chat, "And then?", first.Id);

        Assert.NotEmpty(first.GetOutputText());
        Assert.Equal(first.Id, second.PreviousResponseId);
        Assert.True(second.Usage.InputTokenCount > first.Usage.InputTokenCount);
    }

    [Fact]
    public async Task Streamed_pieces_make_the_whole_text()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var (text, completed) = ("", default(ResponseResult));

        await foreach (var update in await Client(gateway).CreateResponseStreamingAsync(ClientGateway.Reasoning, "Why is the sky blue?"))
        {
            text += update is StreamingResponseOutputTextDeltaUpdate delta ? delta.Delta : "";
            completed = update is StreamingResponseCompletedUpdate done ? done.Response : completed;
        }

        Assert.Equal(completed!.GetOutputText(), text);
    }

    [Fact]
    public async Task Stored_response_is_given_again_and_deleted()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = Client(gateway);
        ResponseResult made = await client.CreateResponseAsync(ClientGateway.Chat, "Hello");

        ResponseResult again = await client.GetResponseAsync(made.Id);
        ResponseDeletionResult deleted = await client.DeleteResponseAsync(made.Id);

        Assert.Equal(made.GetOutputText(), again.GetOutputText());
        Assert.True(deleted.Deleted);
    }

    private static ResponsesClient Client(ClientGateway gateway) => gateway.DotNetClient().GetResponsesClient();
}
