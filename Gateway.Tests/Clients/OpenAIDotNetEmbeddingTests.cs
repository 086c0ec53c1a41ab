using System.ClientModel;
using System.Text.Json;
using OpenAI.Embeddings;

namespace Gateway.Tests.Clients;

/// <summary>OpenAI's own .NET client against the gateway: embeddings.</summary>
public sealed class OpenAIDotNetEmbeddingTests
{
    [Fact]
    public async Task One_vector_comes_for_each_input_in_order()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetEmbeddingClient(ClientGateway.Embedding);

        OpenAIEmbeddingCollection both = await client.GenerateEmbeddingsAsync(["first", "second"]);

        Assert.Equal([0, 1], both.Select(embedding => embedding.Index));
        Assert.All(both, embedding => Assert.Equal(64, embedding.ToFloats().Length));
        Assert.True(both.Usage.InputTokenCount > 0);
        OpenAIEmbedding second = await client.GenerateEmbeddingAsync("second");
        Assert.Equal(second.ToFloats().ToArray(), both[1].ToFloats().ToArray());
    }

    // The typed call always asks for base64; the untyped one leaves the encoding to us.
    [Fact]
    public async Task Floats_and_base64_are_the_same_vector()
    {
        await using var gateway = await ClientGateway.StartAsync();
        var client = gateway.DotNetClient().GetEmbeddingClient(ClientGateway.Embedding);
        OpenAIEmbedding base64 = await client.GenerateEmbeddingAsync("the same text");

        using var body = BinaryContent.Create(BinaryData.FromString($$"""{"model": "{{ClientGateway.Embedding}}", "input": "the same text", "encoding_format": "float"}"""));
        var answer = await client.GenerateEmbeddingsAsync(body);

        using var json = JsonDocument.Parse(answer.GetRawResponse().Content);
        var floats = json.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle());
        Assert.Equal(base64.ToFloats().ToArray(), floats);
    }
}
