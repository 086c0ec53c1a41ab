using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// <c>"background": true</c>: the client gets the queued response at once and asks for it later. The call itself goes through the
/// whole pipeline, with the client's key, and nobody waiting. What runs here ends with this process; it is then told as failed.
/// </summary>
internal sealed partial class BackgroundResponses(ResponseStore store, DetachedCalls calls, TimeProvider time, ILogger<BackgroundResponses> logger) : IHostedService
{
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>The queued response; the call has begun.</summary>
    public async Task<ReadOnlyMemory<byte>> AcceptAsync(InferenceContext context)
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
        running.Work = RunAsync(running, route, WithoutBackground(request));
        return queued;
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
            var answer = await calls.RunAsync(route, "/v1/responses", body, cancel.Token);
            if (cancel.IsCancellationRequested)
            {
                await store.SaveAsync(row with { Status = "cancelled", Response = Text(envelope, new ResponseState("cancelled", [])) }, CancellationToken.None);
            }
            else if (answer.Status != StatusCodes.Status200OK)
            {
                var error = GatewayErrors.Upstream(answer.Status, MessageOf(answer.Body));
                await store.SaveAsync(row with { Status = "failed", Response = Text(envelope, new ResponseState("failed", []) { Error = error }) }, CancellationToken.None);
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
        }
    }

    private static string MessageOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Json.Deep);
        return document.RootElement.Get("error")?.Text("message") ?? "";
    }

    private static string Text(ResponseEnvelope envelope, ResponseState state) => Encoding.UTF8.GetString(envelope.ToJson(state).Span);

    // The call must not be put into the background again, and nobody reads a stream of it.
    private static ReadOnlyMemory<byte> WithoutBackground(JsonElement request) => Json.Object(request, static (writer, request) =>
    {
        foreach (var member in request.EnumerateObject().Where(member => member.Name is not ("background" or "stream" or "store")))
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
