using System.Collections.Concurrent;
using System.Net;
using Gateway.Tests.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

/// <summary>The place where Langfuse takes traces.</summary>
internal sealed class LangfuseServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    private LangfuseServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Of the last request.</summary>
    public string? Authorization { get; private set; }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public static async Task<LangfuseServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LangfuseServer(app);
        app.MapPost("/api/public/otel/v1/traces", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        Authorization = http.Request.Headers.Authorization;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        foreach (var span in Status == HttpStatusCode.OK ? OtlpTraces.Read(body.ToArray()) : [])
        {
            _spans.Enqueue(span);
        }

        http.Response.StatusCode = (int)Status;
        http.Response.ContentType = "application/x-protobuf";
    }
}
