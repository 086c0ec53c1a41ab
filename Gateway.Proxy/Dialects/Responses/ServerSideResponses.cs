using System.Data.Common;
using System.Text.Json;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>
/// Answers that model servers keep themselves: which deployment has it, and whose it is, is noted before the client hears of it, so
/// that it can be asked for and gone on from, and by nobody else.
/// </summary>
internal sealed partial class ServerSideResponses(ResponseStore store, TimeProvider time, ILogger<ServerSideResponses> logger)
{
    public async ValueTask NoteAsync(InferenceContext context, Attempt attempt, string? id)
    {
        if (id is null || context.Route.Kind != EndpointKind.Responses || !context.Facts.StoresAnswer)
        {
            return;
        }

        try
        {
            var row = new StoredResponse(id, context.Key!.HashText, time.GetUtcNow(), "completed", context.Facts.PreviousResponse, attempt.Deployment.Id, "[]", null);
            await store.SaveAsync(row, context.Http.RequestAborted);
        }
        catch (Exception exception) when (exception is DbException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            LogNotNoted(exception, context.RequestId);
        }
    }

    /// <summary>The <c>id</c> of a whole answer.</summary>
    public static string? IdOf(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer, Json.Deep);
        return document.RootElement.Text("id");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to request {RequestId} could not be noted: it cannot be asked for, or gone on from")]
    private partial void LogNotNoted(Exception exception, string requestId);
}
