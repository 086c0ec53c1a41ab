using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// <c>"background": true</c>: the client gets the queued response at once and asks for it later. The call itself goes through the
/// whole pipeline, with the client's key, and nobody waiting. With <c>"stream": true</c> its events are kept, so that the client may
/// follow them, go away, and go on following. What runs here ends with this process; it is then told as failed.
/// </summary>
internal sealed partial class BackgroundResponses(ResponseStore store, DetachedCalls calls, TimeProvider time, ILogger<BackgroundResponses> logger) : IHostedService
{
    private const string Path = "/v1/responses";

    // For whoever was away at the end.
    private static readonly TimeSpan s_eventsKept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BackgroundEvents> _events = new(StringComparer.Ordinal);

    /// <summary>The queued response; the call has begun.</summary>
    public async Task<(string Id, ReadOnlyMemory<byte> Response)> AcceptAsync(InferenceContext context)
    {
        using var document = JsonDocument.Parse(context.Body!.Bytes, Json.Deep);
        var request = document.RootElement.Clone();
        var id = ResponseIds.New("resp_");
        var now = time.GetUtcNow();
        var envelope = new ResponseEnvelope(id, now.ToUnixTimeSeconds(), request, isBackground: true);
        var queued = envelope.ToJson(new ResponseState("queued", []));
        var row = new StoredResponse(id, context.Key!.HashText, now, "queued", request.Text("previous_response_id"), null, InputItems.ToJson(request), Encoding.UTF8.GetString(queued.Span));
        await store.SaveAsync(row, context.Http.RequestAborted);

        var cancel = new CancellationTokenSource();
        var running = new Running(row, envelope, cancel);
        _running[id] = running;
        var route = new InferenceRoute(EndpointKind.Responses, null, context.Key, id);
        if (context.Facts.Stream)
        {
            _events[id] = new BackgroundEvents();
        }

        running.Work = RunAsync(running, route, WithoutBackground(request, context.Facts.Stream));
        return (id, queued);
    }

    /// <summary>Answers with the events from a number on, those to come too. False: there are none, or no more; nothing is written.</summary>
    public async Task<bool> TryFollowAsync(string id, int from, HttpContext http)
    {
        if (!_events.TryGetValue(id, out var events))
        {
            return false;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        try
        {
            await events.WriteAsync(http.Response.Body, from, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // It may come back.
        }

        return true;
    }

    /// <summary>False: it does not run in this process.</summary>
    public async Task<bool> CancelAsync(string id)
    {
        if (!_running.TryGetValue(id, out var running))
        {
            return false;
        }

        await running.Cancel.CancelAsync();
        await running.Work;
        return true;
    }

    public bool Runs(string id) => _running.ContainsKey(id);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var running in _running.Values)
        {
            running.Cancel.Cancel();
        }

        return Task.WhenAll(_running.Values.Select(running => running.Work)).WaitAsync(cancellationToken);
    }

    private async Task RunAsync(Running running, InferenceRoute route, ReadOnlyMemory<byte> body)
    {
        // The client's own request ends first.
        await Task.Yield();
        var (row, envelope, cancel) = (running.Row, running.Envelope, running.Cancel);
        try
        {
            await store.SaveAsync(row with { Status = "in_progress", Response = Text(envelope, new ResponseState("in_progress", [])) }, CancellationToken.None);
            var answer = await CallAsync(row.Id, route, body, cancel.Token);
            if (cancel.IsCancellationRequested)
            {
                await store.SaveAsync(row with { Status = "cancelled", Response = Text(envelope, new ResponseState("cancelled", [])) }, CancellationToken.None);
            }
            else if (answer.Status != StatusCodes.Status200OK)
            {
                var failed = new ResponseState("failed", []) { Error = GatewayErrors.Upstream(answer.Status, MessageOf(answer.Body)) };
                await store.SaveAsync(row with { Status = "failed", Response = Text(envelope, failed) }, CancellationToken.None);
                TellFailed(row.Id, envelope, failed);
            }
        }
        catch (Exception exception)
        {
            LogFailed(exception, row.Id);
        }
        finally
        {
            _running.TryRemove(row.Id, out _);
            cancel.Dispose();
            if (_events.TryGetValue(row.Id, out var events))
            {
                events.End();
                _ = ForgetAsync(row.Id);
            }
        }
    }

    private async Task<DetachedAnswer> CallAsync(string id, InferenceRoute route, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!_events.TryGetValue(id, out var events))
        {
            return await calls.RunAsync(route, Path, body, cancellationToken);
        }

        await using var answer = new BackgroundEventsStream(events);
        var status = await calls.StreamAsync(route, Path, body, answer, cancellationToken);
        return new DetachedAnswer(status, "", answer.Rest);
    }

    // The error came instead of a stream.
    private void TellFailed(string id, ResponseEnvelope envelope, ResponseState state)
    {
        if (_events.TryGetValue(id, out var events))
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            new ResponseEventWriter(output, envelope, events.Count).Response("response.failed", state);
            events.Add(output.WrittenMemory);
        }
    }

    private async Task ForgetAsync(string id)
    {
        await Task.Delay(s_eventsKept, time);
        _events.TryRemove(id, out _);
    }

    private static string MessageOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Json.Deep);
        return document.RootElement.Get("error")?.Text("message") ?? "";
    }

    private static string Text(ResponseEnvelope envelope, ResponseState state) => Encoding.UTF8.GetString(envelope.ToJson(state).Span);

    // The call must not be put into the background again, and a stream that nobody can follow is not worth its events.
    private static ReadOnlyMemory<byte> WithoutBackground(JsonElement request, bool streams) => Json.Object((request, streams), static (writer, own) =>
    {
        foreach (var member in own.request.EnumerateObject().Where(member => member.Name is not ("background" or "store") && (own.streams || member.Name != "stream")))
        {
            member.WriteTo(writer);
        }
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "The background response {Id} failed inside the gateway")]
    private partial void LogFailed(Exception exception, string id);

    private sealed class Running(StoredResponse row, ResponseEnvelope envelope, CancellationTokenSource cancel)
    {
        public StoredResponse Row => row;

        public ResponseEnvelope Envelope => envelope;

        public CancellationTokenSource Cancel => cancel;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
