using System.Text.Json;

namespace Gateway.Tests.Upstreams;

/// <summary>What Anthropic refuses, with its own statuses and types; the messages are ours.</summary>
internal static class AnthropicRules
{
    private static readonly string[] s_fields =
    [
        "model", "max_tokens", "messages", "system", "tools", "tool_choice", "stop_sequences", "temperature", "top_p", "top_k", "stream", "metadata",
        "thinking", "output_config", "service_tier", "container", "context_management", "cache_control", "mcp_servers", "inference_geo", "speed",
    ];

    public static (int Status, string Type, string Message)? Problem(UpstreamRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-api-key") != AnthropicServer.Key)
        {
            return (401, "authentication_error", "invalid x-api-key");
        }

        if (!request.Headers.ContainsKey("anthropic-version"))
        {
            return Invalid("anthropic-version: header is required");
        }

        if (!request.Url.StartsWith("/v1/messages", StringComparison.Ordinal) || request.Method != "POST")
        {
            return (404, "not_found_error", "Not found");
        }

        var body = request.Json;
        foreach (var field in body.EnumerateObject())
        {
            if (!s_fields.Contains(field.Name))
            {
                return Invalid($"{field.Name}: Extra inputs are not permitted");
            }
        }

        if (!body.TryGetProperty("max_tokens", out _) && !request.Url.Contains("count_tokens", StringComparison.Ordinal))
        {
            return Invalid("max_tokens: Field required");
        }

        return body.GetProperty("messages").GetArrayLength() == 0 ? Invalid("messages: at least one message is required") : MessagesProblem(body.GetProperty("messages"));
    }

    private static (int, string, string)? MessagesProblem(JsonElement messages)
    {
        var open = new HashSet<string>();
        var i = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var blocks = message.GetProperty("content") is { ValueKind: JsonValueKind.Array } content ? content.EnumerateArray().ToList() : [];
            if (message.GetProperty("role").GetString() is not ("user" or "assistant"))
            {
                return Invalid($"messages.{i}.role: Input should be 'user' or 'assistant'");
            }

            var results = blocks.Where(block => TypeOf(block) == "tool_result").Select(block => block.GetProperty("tool_use_id").GetString()!).ToList();
            if (results.FirstOrDefault(id => !open.Contains(id)) is { } unknown)
            {
                return Invalid($"messages.{i}: unexpected tool_use_id in tool_result: {unknown}");
            }

            if (open.Except(results).FirstOrDefault() is { } missing)
            {
                return Invalid($"messages.{i}: tool_use ids were found without tool_result blocks immediately after: {missing}");
            }

            if (blocks.Any(block => TypeOf(block) == "text" && block.GetProperty("text").GetString() == ""))
            {
                return Invalid($"messages.{i}: text content blocks must be non-empty");
            }

            if (blocks.Any(block => TypeOf(block) == "thinking" && block.GetProperty("signature").GetString() != "c2lnbmVk"))
            {
                return Invalid($"messages.{i}: Invalid signature in thinking block");
            }

            open = blocks.Where(block => TypeOf(block) == "tool_use").Select(block => block.GetProperty("id").GetString()!).ToHashSet();
            if (open.FirstOrDefault(id => !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) is { } id)
            {
                return Invalid($"messages.{i}: tool_use.id: String should match pattern: {id}");
            }

            i++;
        }

        return null;
    }

    private static string? TypeOf(JsonElement block) => block.GetProperty("type").GetString();

    private static (int, string, string) Invalid(string message) => (400, "invalid_request_error", message);
}
