using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>
/// Speaks Azure OpenAI's classic form, <c>/openai/deployments/{deployment}/chat/completions?api-version=…</c>, and is Entra's token
/// endpoint as well. Takes the key in <c>api-key</c>, or one of the tokens it gave.
/// </summary>
internal sealed class AzureServer : UpstreamServer
{
    public const string Key = "azure-key-of-the-tests";
    public const string ClientSecret = "azure-client-secret-of-the-tests";
    public const string Text = "Hello from Azure.";

    /// <summary>Answered instead; 0: none.</summary>
    public int FailWith { get; set; }

    /// <summary>A stream ends after its first piece of text, with nothing said.</summary>
    public bool BreaksOff { get; set; }

    /// <summary>Azure's content filter finds the prompt.</summary>
    public bool Filters { get; set; }

    public int Tokens { get; private set; }

    public static async Task<AzureServer> StartServerAsync()
    {
        var server = new AzureServer();
        await server.StartAsync();
        return server;
    }

    protected override Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        if (request.Url.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            return TokenAsync(http, request);
        }

        var isSigned = request.Headers.GetValueOrDefault("api-key") == Key || (Tokens > 0 && request.Headers.GetValueOrDefault("Authorization") == $"Bearer token-{Tokens}");
        if (!isSigned)
        {
            return WriteJsonAsync(http, 401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""");
        }

        if (request.Url != "/openai/deployments/gpt-4o-eu/chat/completions?api-version=2024-10-21")
        {
            return WriteJsonAsync(http, 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""");
        }

        if (Filters)
        {
            return WriteJsonAsync(http, 400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400}}""");
        }

        if (FailWith > 0)
        {
            return WriteFailureAsync(http, """{"error":{"code":"429","message":"Requests have exceeded the call rate limit."}}""");
        }

        return request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean() ? StreamAsync(http) : WriteJsonAsync(http, 200, $$$"""
            {"id":"chatcmpl-az","object":"chat.completion","created":1700000000,"model":"gpt-4o-2024-11-20","prompt_filter_results":[],"choices":[{"index":0,"message":{"role":"assistant","content":"{{{Text}}}"},"finish_reason":"stop","content_filter_results":{}}],"usage":{"prompt_tokens":8,"completion_tokens":4,"total_tokens":12}}
            """);
    }

    private Task WriteFailureAsync(HttpContext http, string json)
    {
        http.Response.Headers.RetryAfter = "7";
        http.Response.Headers["x-ratelimit-remaining-requests"] = "0";
        return WriteJsonAsync(http, FailWith, json);
    }

    // Azure's first chunk has no choices, only what its filter thinks of the prompt.
    private async Task StreamAsync(HttpContext http)
    {
        const string Head = "\"id\":\"chatcmpl-az\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-2024-11-20\"";
        http.Response.ContentType = "text/event-stream";
        foreach (var data in new[]
            {
                "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
                $"{{{Head},\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"\"}},\"finish_reason\":null}}]}}",
                $"{{{Head},\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{Text}\"}},\"finish_reason\":null}}]}}",
                $"{{{Head},\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}",
                $"{{{Head},\"choices\":[],\"usage\":{{\"prompt_tokens\":8,\"completion_tokens\":4,\"total_tokens\":12}}}}",
                "[DONE]",
            })
        {
            await http.Response.WriteAsync($"data: {data}\n\n");
            if (BreaksOff && data.Contains(Text, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private Task TokenAsync(HttpContext http, UpstreamRequest request)
    {
        if (!request.Text.Contains("client_secret=" + ClientSecret, StringComparison.Ordinal) || !request.Text.Contains("grant_type=client_credentials", StringComparison.Ordinal))
        {
            return WriteJsonAsync(http, 401, """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""");
        }

        Tokens++;
        return WriteJsonAsync(http, 200, JsonSerializer.Serialize(new Dictionary<string, object> { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["access_token"] = $"token-{Tokens}" }));
    }
}
