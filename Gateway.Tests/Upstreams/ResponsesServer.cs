using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>Speaks OpenAI's Responses itself, and keeps its answers.</summary>
internal sealed class ResponsesServer : UpstreamServer
{
    public const string Id = "resp_of_the_server";

    private const string Answer = $$$"""{"id":"{{{Id}}}","object":"response","created_at":1700000000,"status":"completed","model":"gpt-native","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Native.","annotations":[]}]}],"usage":{"input_tokens":11,"input_tokens_details":{"cached_tokens":3},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":16}}""";

    public static async Task<ResponsesServer> StartServerAsync()
    {
        var server = new ResponsesServer();
        await server.StartAsync();
        return server;
    }

    protected override async Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        if (request.Method != "POST" || !request.Json.TryGetProperty("stream", out var stream) || !stream.GetBoolean())
        {
            await WriteJsonAsync(http, 200, Answer);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        foreach (var json in new[]
            {
                $$$"""{"type":"response.created","sequence_number":0,"response":{"id":"{{{Id}}}","model":"gpt-native","status":"in_progress","output":[]}}""",
                """{"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Native."}""",
                $$$"""{"type":"response.completed","sequence_number":2,"response": {{{Answer}}} }""",
            })
        {
            await http.Response.WriteAsync($"event: {JsonDocument.Parse(json).RootElement.GetProperty("type").GetString()}\ndata: {json}\n\n");
        }
    }
}
