using System.Text;
using System.Text.Json;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// OpenAI's Responses in front of a model server that speaks chat completions. What a conversation goes on from is read from the
/// database, and what was said is kept there, before the client has the end of the answer.
/// </summary>
internal sealed partial class ResponsesDialect : IClientDialect
{
    private readonly InferenceContext _context;
    private readonly ResponseStore _store;
    private readonly ILogger _logger;
    private readonly JsonElement _request;
    private readonly DateTimeOffset _createdAt;
    private List<StoredResponse>? _history;

    public ResponsesDialect(InferenceContext context)
    {
        _context = context;
        var services = context.Http.RequestServices;
        _store = services.GetRequiredService<ResponseStore>();
        _logger = services.GetRequiredService<ILogger<ResponsesDialect>>();
        _createdAt = services.GetRequiredService<TimeProvider>().GetUtcNow();
        using var document = JsonDocument.Parse(context.Body!.Bytes, Json.Deep);
        _request = document.RootElement.Clone();
        Tools = new ResponseTools(_request);
        Envelope = new ResponseEnvelope(context.Route.ResponseId ?? ResponseIds.New("resp_"), _createdAt.ToUnixTimeSeconds(), _request, context.Route.ResponseId is not null);
    }

    public EndpointKind Hub => EndpointKind.ChatCompletions;

    public ResponseEnvelope Envelope { get; }

    public ResponseTools Tools { get; }

    private bool IsStored => _request.Get("store") is not { ValueKind: JsonValueKind.False };

    private string? PreviousId => _request.Text("previous_response_id");

    public async ValueTask<GatewayError?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_history is not null || PreviousId is not { } previous)
        {
            return null;
        }

        _history = await _store.ChainAsync(previous, _context.Key!.HashText, cancellationToken);
        return _history.Count == 0 || _history[^1].DeploymentId is not null ? GatewayErrors.PreviousResponseNotFound(previous) : null;
    }

    public ReadOnlyMemory<byte> Request(Deployment deployment, FieldLedger fields) =>
        new ResponsesRequestTranslation(_request, _history ?? [], Tools, deployment, fields).Write();

    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer, Json.Deep);
        var state = ChatAnswerToResponse.Read(document.RootElement, Tools);
        await SaveAsync(state);
        return Envelope.ToJson(state);
    }

    public IEventTranslator Stream() => new ChunksToResponseEvents(this);

    /// <summary>Keeps the answer, unless the request has <c>"store": false</c>. A database that is away costs the memory, not the answer.</summary>
    public async ValueTask SaveAsync(ResponseState state)
    {
        if (!IsStored)
        {
            return;
        }

        try
        {
            var json = Encoding.UTF8.GetString(Envelope.ToJson(state).Span);
            await _store.SaveAsync(
                new StoredResponse(Envelope.Id, _context.Key!.HashText, _createdAt, state.Status, PreviousId, null, InputItems.ToJson(_request), json), CancellationToken.None);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            LogNotSaved(exception, _context.RequestId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to request {RequestId} could not be stored: it cannot be asked for, or gone on from")]
    private partial void LogNotSaved(Exception exception, string requestId);
}
