using System.Text.Json;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Seed;

/// <summary>
/// The curl lines as printed, run by bash and curl; only the port is another. <c>| jq</c> stays where there is a jq.
/// For the two endpoints that are listed without an example there is one in the same form.
/// </summary>
public sealed class CurlExamplesTests
{
    private const string Config = Snippets.Model + """
          - model_name: qwen-30b
            litellm_params:
              model: openai/qwen-30b
              api_base: http://vllm-qwen-30b:8000/v1
              api_key: "not-used"
          - model_name: bge-m3
            litellm_params:
              model: openai/bge-m3
              api_base: http://vllm-bge-m3:8000/v1
              api_key: "not-used"

        """;

    [Fact]
    public async Task Health_needs_no_key()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/health
            """);

        Assert.Equal("healthy", Json(output).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Models_are_listed()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/v1/models \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" | jq
            """);

        Assert.Equal(["gpt-oss-120b", "qwen-30b", "bge-m3"], Json(output).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Models_are_not_listed_with_another_key()
    {
        var output = await RunAsync("""
            LITELLM_MASTER_KEY=sk-another
            curl http://localhost:4000/v1/models \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" | jq
            """);

        Assert.Equal("invalid_api_key", Json(output).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Chat_completion_answers()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/v1/chat/completions \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" \
              -d '{
                "model": "gpt-oss-120b",
                "messages": [
                  {"role": "user", "content": "Explain quantum computing in one sentence"}
                ],
                "max_tokens": 100,
                "temperature": 0.7
              }' | jq
            """);

        Assert.NotEmpty(Json(output).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
    }

    [Fact]
    public async Task Streaming_response_streams_to_the_end()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/v1/chat/completions \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" \
              -d '{
                "model": "qwen-30b",
                "messages": [
                  {"role": "user", "content": "Write a Python function to calculate fibonacci"}
                ],
                "stream": true,
                "max_tokens": 200
              }'
            """);

        var events = output.Split("\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", events[^1]);
        var text = string.Concat(events[..^1].Select(line => Json(line["data: ".Length..]).GetProperty("choices")[0].GetProperty("delta"))
            .Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : ""));
        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task Text_completion_answers()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/v1/completions \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" \
              -d '{"model": "gpt-oss-120b", "prompt": "Once upon a time", "max_tokens": 50}' | jq
            """);

        Assert.NotEmpty(Json(output).GetProperty("choices")[0].GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Embeddings_come()
    {
        var output = await RunAsync("""
            curl http://localhost:4000/v1/embeddings \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer $LITELLM_MASTER_KEY" \
              -d '{"model": "bge-m3", "input": "Once upon a time"}' | jq
            """);

        Assert.Equal(64, Json(output).GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
    }

    private static async Task<string> RunAsync(string example)
    {
        await using var fleet = await SeedFleet.StartAsync();
        await using var gateway = await fleet.GatewayAsync(Config);
        var line = example.Replace("localhost:4000", $"localhost:{gateway.Address.Port}", StringComparison.Ordinal);
        if (!Programs.OnPath("jq"))
        {
            line = line.Replace(" | jq", "", StringComparison.Ordinal);
        }

        var result = await RunningProgram.RunAsync("bash", ["-c", line], [("LITELLM_MASTER_KEY", GatewayServer.MasterKey)]);
        return result.Succeeded().Output;
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
