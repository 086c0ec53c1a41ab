using System.Net;

namespace Gateway.Tests.Functional;

public sealed class MockAnswerTests
{
    private const string Config = """
        model_list:
          - { model_name: canned, litellm_params: { model: openai/x, api_base: "http://127.0.0.1:9/v1", mock_response: "from the config" } }

        """;

    [Theory]
    [InlineData("", "from the config")]
    [InlineData(",\"mock_response\":\"from the request\"", "from the request")]
    public async Task Canned_answer_needs_no_model_server(string more, string text)
    {
        await using var gateway = await GatewayServer.StartAsync(Config);

        using var response = await gateway.ChatAsync("canned", more);

        var choice = (await response.JsonAsync()).GetProperty("choices")[0];
        Assert.Equal(text, choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Canned_answer_is_streamed_when_asked_for_as_a_stream()
    {
        await using var gateway = await GatewayServer.StartAsync(Config);

        var text = await (await gateway.ChatAsync("canned", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")).Content.ReadAsStringAsync();

        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("\"role\":\"assistant\"", events[0], StringComparison.Ordinal);
        Assert.Contains("from the config", events[1], StringComparison.Ordinal);
        Assert.Contains("\"usage\":{", events[^2], StringComparison.Ordinal);
        Assert.Equal("data: [DONE]", events[^1]);
    }

    [Fact]
    public async Task Mock_rate_limit_is_a_429()
    {
        await using var gateway = await GatewayServer.StartAsync(Config);

        using var response = await gateway.ChatAsync("canned", ",\"mock_testing_rate_limit_error\":true,\"num_retries\":0");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
    }
}
