using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Bench.Upstream;

/// <summary>A model server that costs next to nothing: fixed bytes in vLLM's format, told by the prompt how many and how fast.</summary>
internal static class UpstreamServer
{
    public static async Task<int> RunAsync(int port)
    {
        // No routing, no logging, no dependency injection on the way: this process shares the machine with what is measured.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/v1/chat/completions" => CompleteAsync(context),
        "/v1/models" => WriteAsync(context.Response, "application/json", Answers.Models),
        "/metrics" => WriteAsync(context.Response, "text/plain; version=0.0.4", Answers.Metrics),
        "/health" => Task.CompletedTask,
        _ => NotFoundAsync(context.Response),
    };

    private static async Task CompleteAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var body = await reader.ReadAsync(context.RequestAborted);
        while (!body.IsCompleted)
        {
            reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            body = await reader.ReadAsync(context.RequestAborted);
        }

        var script = PromptScript.Parse(body.Buffer.IsSingleSegment ? body.Buffer.FirstSpan : body.Buffer.ToArray());
        reader.AdvanceTo(body.Buffer.End);

        if (!script.Stream)
        {
            await WriteAsync(context.Response, "application/json", Answers.Completion);
            return;
        }

        try
        {
            await StreamAsync(context, script);
        }
        catch (OperationCanceledException)
        {
            // The client has gone; a model server stops generating without a word, and so does this one.
        }
    }

    // Each event is flushed on its own, as vLLM does. The role event and the first content event leave together, at once:
    // what a client then measures as time to first chunk is the way there and back, not the model.
    private static async Task StreamAsync(HttpContext context, PromptScript script)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        var writer = context.Response.BodyWriter;
        var interval = TimeSpan.FromMilliseconds(script.IntervalMs);
        await writer.WriteAsync(Answers.RoleEvent, context.RequestAborted);
        for (var sent = 0; sent < script.Chunks; sent++)
        {
            if (script.IntervalMs > 0 && sent > 0)
            {
                await Task.Delay(interval, TimeProvider.System, context.RequestAborted);
            }

            await writer.WriteAsync(Answers.ContentEvent, context.RequestAborted);
        }

        await writer.WriteAsync(Answers.FinishEvent, context.RequestAborted);
        if (script.IncludeUsage)
        {
            await writer.WriteAsync(Answers.UsageEvent(script.Chunks), context.RequestAborted);
        }

        await writer.WriteAsync(Answers.DoneEvent, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpResponse response, string contentType, ReadOnlyMemory<byte> body)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }

    private static Task NotFoundAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
