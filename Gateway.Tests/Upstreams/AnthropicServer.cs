using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>
/// Speaks Anthropic's Messages as documented, and is as strict as Anthropic about what it takes. Thinks before it answers where it is
/// asked to, and calls each tool once before it answers with text.
/// </summary>
internal sealed class AnthropicServer : UpstreamServer
{
    public const string Key = "sk-ant-key-of-the-tests";

    public const string Thought = "Let me see.";

    public const string Text = "Hello from Claude.";

    public AnthropicFault Fault { get; set; }

    public static async Task<AnthropicServer> StartServerAsync()
    {
        var server = new AnthropicServer();
        await server.StartAsync();
        return server;
    }

    protected override async Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        http.Response.Headers["request-id"] = "req_011";
        http.Response.Headers["anthropic-ratelimit-requests-limit"] = "50";
        http.Response.Headers["anthropic-ratelimit-requests-remaining"] = "49";
        if (AnthropicRules.Problem(request) is { } problem)
        {
            await ErrorAsync(http, problem.Status, problem.Type, problem.Message);
            return;
        }

        if (request.Url.StartsWith("/v1/messages/count_tokens", StringComparison.Ordinal))
        {
            await WriteJsonAsync(http, 200, """{"input_tokens":17}""");
            return;
        }

        switch (Fault)
        {
            case AnthropicFault.Overloaded:
                await ErrorAsync(http, 529, "overloaded_error", "Overloaded");
                return;
            case AnthropicFault.RateLimited:
                http.Response.Headers.RetryAfter = "3";
                await ErrorAsync(http, 429, "rate_limit_error", "This request would exceed your rate limit.");
                return;
            case AnthropicFault.PromptTooLong:
                await ErrorAsync(http, 400, "invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum");
                return;
            case AnthropicFault.WebPage:
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<html>Welcome</html>");
                return;
        }

        var answer = new AnthropicAnswer(request.Json);
        if (request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean())
        {
            await StreamAsync(http, answer);
        }
        else
        {
            await WriteJsonAsync(http, 200, answer.ToJson());
        }
    }

    private async Task StreamAsync(HttpContext http, AnthropicAnswer answer)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        var hasOutput = false;
        foreach (var json in answer.ToEvents())
        {
            if (hasOutput && Fault == AnthropicFault.CloseLater)
            {
                return;
            }

            var type = JsonDocument.Parse(json).RootElement.GetProperty("type").GetString();
            var isFirstOutput = type == "content_block_start";
            if ((isFirstOutput && Fault == AnthropicFault.ErrorEventFirst) || (hasOutput && Fault == AnthropicFault.ErrorEventLater))
            {
                await http.Response.WriteAsync("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
                return;
            }

            await http.Response.WriteAsync($"event: {type}\ndata: {json}\n\n");
            await http.Response.Body.FlushAsync();
            hasOutput |= type == "content_block_delta";
        }
    }

    private static Task ErrorAsync(HttpContext http, int status, string type, string message) =>
        WriteJsonAsync(http, status, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_011"}""");
}
