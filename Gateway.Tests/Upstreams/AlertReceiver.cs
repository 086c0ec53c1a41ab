using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams;

/// <summary>What stands behind a webhook's address.</summary>
internal sealed class AlertReceiver : UpstreamServer
{
    /// <summary>How many of the first messages are refused.</summary>
    public int Refusals { get; set; }

    public static async Task<AlertReceiver> StartServerAsync()
    {
        var server = new AlertReceiver();
        await server.StartAsync();
        return server;
    }

    protected override Task AnswerAsync(HttpContext http, UpstreamRequest request)
    {
        http.Response.StatusCode = (int)(Received <= Refusals ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        return Task.CompletedTask;
    }
}
