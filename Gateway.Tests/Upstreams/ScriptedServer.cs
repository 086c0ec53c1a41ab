using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>Answers every request with the same bytes.</summary>
internal sealed class ScriptedServer(string contentType, string answer) : UpstreamServer
{
    public static async Task<ScriptedServer> StartServerAsync(string contentType, string answer)
    {
        var server = new ScriptedServer(contentType, answer);
        await server.StartAsync();
        return server;
    }

    protected override Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(answer);
    }
}
