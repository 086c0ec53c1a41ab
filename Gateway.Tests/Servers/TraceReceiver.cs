using System.Collections.Concurrent;
using System.Net;
using Gateway.Tests.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Servers;

/// <summary>Takes traces as the Aspire dashboard and Langfuse do: OTLP over HTTP, as protobuf.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private TraceReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Of the last that sent some.</summary>
    public string? Authorization { get; private set; }

    /// <summary>What it answers; traces are taken with 200 only.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    /// <summary>It does not answer before this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<TraceReceiver> StartAsync(string path = "/v1/traces")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new TraceReceiver(app);
        app.MapPost(path, receiver.TakeAsync);
        app.MapPost("/v1/{signal}", () => Results.Ok());
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Looks again whenever spans arrive.</summary>
    public async Task WhenAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Assert.True(await _arrived.WaitAsync(s_patience), $"It did not come; there are: {string.Join('\n', _spans)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        await Gate;
        Authorization = http.Request.Headers.Authorization;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        foreach (var span in Status == HttpStatusCode.OK ? OtlpTraces.Read(body.ToArray()) : [])
        {
            _spans.Enqueue(span);
        }

        _arrived.Release();
        http.Response.StatusCode = (int)Status;
        http.Response.ContentType = "application/x-protobuf";
    }
}
