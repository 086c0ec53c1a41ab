using System.Net;
using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Engine;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Simulator;

public sealed class PoolingTests : IAsyncLifetime
{
    private SimulatedFleet _fleet = null!;

    private SimulatedEngine Engine => _fleet[0];

    public async Task InitializeAsync() => _fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "e", Task = EngineTask.Embed, EmbeddingDimensions = 64 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Embeddings_have_length_one_and_equal_texts_equal_vectors()
    {
        var answer = await Engine.PostJsonAsync("/v1/embeddings", """{"model": "e", "input": ["a cat", "a dog", "a cat"]}""");

        var vectors = answer["data"]!.AsArray().Select(item => item!["embedding"]!.AsArray().Select(value => (float)value!).ToArray()).ToArray();
        Assert.All(vectors, vector => Assert.Equal(1, vector.Sum(value => value * value), 4));
        Assert.Equal(vectors[0], vectors[2]);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.All(vectors, vector => Assert.Equal(64, vector.Length));
        Assert.Equal(6, (int)answer["usage"]!["prompt_tokens"]!);
    }

    [Fact]
    public async Task Base64_holds_the_same_floats()
    {
        var plain = await Engine.PostJsonAsync("/v1/embeddings", """{"model": "e", "input": "hello", "dimensions": 8}""");
        var packed = await Engine.PostJsonAsync("/v1/embeddings", """{"model": "e", "input": "hello", "dimensions": 8, "encoding_format": "base64"}""");

        var bytes = Convert.FromBase64String((string?)packed["data"]![0]!["embedding"] ?? "");
        Assert.Equal(plain["data"]![0]!["embedding"]!.AsArray().Select(value => (float)value!), Enumerable.Range(0, 8).Select(i => BitConverter.ToSingle(bytes, 4 * i)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task An_encoding_format_without_a_value_is_refused(string value)
    {
        using var response = await Engine.PostAsync("/v1/embeddings", $$"""{"model": "e", "input": "x", "encoding_format": {{value}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/rerank")]
    [InlineData("/v1/rerank")]
    [InlineData("/v2/rerank")]
    public async Task Rerank_puts_the_closest_document_first(string path)
    {
        var answer = await Engine.PostJsonAsync(path, """{"model": "e", "query": "red apples", "documents": ["blue whales", "red apples are sweet", "cars"], "top_n": 2}""");

        var results = answer["results"]!.AsArray();
        Assert.Equal(2, results.Count);
        Assert.Equal(1, (int)results[0]!["index"]!);
        Assert.Equal("red apples are sweet", (string?)results[0]!["document"]!["text"]);
        Assert.True((double)results[0]!["relevance_score"]! > (double)results[1]!["relevance_score"]!);
        Assert.True((int)answer["usage"]!["total_tokens"]! > 0);
    }

    [Fact]
    public async Task Score_compares_one_text_with_many()
    {
        var answer = await Engine.PostJsonAsync("/score", """{"model": "e", "text_1": "red apples", "text_2": ["red apples", "cars"]}""");

        var scores = answer["data"]!.AsArray().Select(item => (double)item!["score"]!).ToArray();
        Assert.Equal(1, scores[0], 4);
        Assert.InRange(scores[1], 0, 0.9);
    }

    [Fact]
    public async Task Faults_hit_embeddings_too()
    {
        Engine.Faults = EngineFaults.OfStatus(429, count: 1, retryAfter: 3);
        using var limited = await Engine.PostAsync("/v1/embeddings", """{"model": "e", "input": "x"}""");
        Engine.Faults = EngineFaults.Of(FaultKind.ResetMidStream, count: 1);
        using var broken = await Engine.PostAsync("/v1/embeddings", """{"model": "e", "input": "x"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => broken.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Media_endpoints_answer_in_their_formats()
    {
        using var client = new HttpClient { BaseAddress = Engine.Address };
        using var form = new MultipartFormDataContent { { new StringContent("e"), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.wav" } };
        using var transcription = await client.PostAsync("/v1/audio/transcriptions", form);
        using var speech = await Engine.PostAsync("/v1/audio/speech", """{"model": "e", "input": "Hello", "voice": "x"}""");
        var images = await Engine.PostJsonAsync("/v1/images/generations", """{"model": "e", "prompt": "a cat", "n": 2}""");
        var moderation = await Engine.PostJsonAsync("/v1/moderations", """{"input": ["peace", "violence"]}""");

        Assert.NotEqual("", (string?)JsonNode.Parse(await transcription.Content.ReadAsStringAsync())!["text"]);
        Assert.Equal("audio/wav", speech.Content.Headers.ContentType!.MediaType);
        Assert.Equal("RIFF"u8.ToArray(), (await speech.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal([0x89, (byte)'P'], Convert.FromBase64String((string?)images["data"]![1]!["b64_json"] ?? "")[..2]);
        Assert.Equal([false, true], moderation["results"]!.AsArray().Select(result => (bool)result!["flagged"]!));
    }
}
