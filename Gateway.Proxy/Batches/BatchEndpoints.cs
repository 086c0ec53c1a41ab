using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Files;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Batches;

/// <summary><c>/v1/batches</c>: made here, run by <see cref="BatchRunner"/>. 404 for batches of other keys.</summary>
internal static class BatchEndpoints
{
    private const int LargestRequest = 64 * 1024;

    private static readonly TimeSpan s_window = TimeSpan.FromHours(24);

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/batches", "/batches"])
        {
            routes.MapPost(path, KeyedEndpoint.ForInference(CreateAsync)).WithDisplayName("Create a batch");
            routes.MapGet(path, KeyedEndpoint.ForInference(ListAsync)).WithDisplayName("List batches");
            routes.MapGet(path + "/{id}", Of((http, batch) => WriteAsync(http, batch))).WithDisplayName("Get a batch");
            routes.MapPost(path + "/{id}/cancel", Of(CancelAsync)).WithDisplayName("Cancel a batch");
        }
    }

    private static RequestDelegate Of(Func<HttpContext, Batch, Task> handler) => KeyedEndpoint.ForInference(async (http, key) =>
    {
        var id = (string)http.Request.RouteValues["id"]!;
        var batch = await Store(http).FindAsync(id, key.HashText, http.RequestAborted);
        await (batch is null ? ErrorJson.WriteAsync(http, GatewayErrors.ObjectNotFound("batch", id)) : handler(http, batch));
    });

    private static async Task CreateAsync(HttpContext http, VirtualKey key)
    {
        if (key.IsToken)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.BatchNeedsKey());
            return;
        }

        using var body = await RequestBody.ReadAsync(http.Request, LargestRequest, http.RequestAborted);
        var error = Read(http, body, out var batch);
        if (error is null && await http.RequestServices.GetRequiredService<FileStore>().FindAsync(batch!.InputFileId, key.HashText, http.RequestAborted) is null)
        {
            error = GatewayErrors.ObjectNotFound("file", batch.InputFileId) with { Param = "input_file_id" };
        }

        if (error is not null)
        {
            await ErrorJson.WriteAsync(http, error);
            return;
        }

        await Store(http).AddAsync(batch!, key.HashText, http.RequestAborted);
        http.RequestServices.GetRequiredService<BatchRunner>().Wake();
        await WriteAsync(http, batch!);
    }

    private static GatewayError? Read(HttpContext http, RequestBody? body, out Batch? batch)
    {
        batch = null;
        try
        {
            using var document = JsonDocument.Parse(body?.Bytes ?? default);
            var request = document.RootElement;
            if (request.Text("input_file_id") is not { } file)
            {
                return GatewayErrors.MissingField("input_file_id");
            }

            if (request.Text("endpoint") is not { } endpoint || BatchLine.KindOf(endpoint) is null)
            {
                return GatewayErrors.InvalidField("endpoint", "must be one of /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses, /v1/messages, /v1/moderations, /v1/rerank, /v1/score.");
            }

            if (request.Text("completion_window") is not "24h" and { } window)
            {
                return GatewayErrors.InvalidField("completion_window", $"must be 24h, not '{window}'.");
            }

            var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            batch = new Batch
            {
                Id = "batch_" + Guid.NewGuid().ToString("N"),
                Endpoint = endpoint,
                InputFileId = file,
                CompletionWindow = "24h",
                Status = "validating",
                CreatedAt = now.ToUnixTimeSeconds(),
                ExpiresAt = (now + s_window).ToUnixTimeSeconds(),
                Metadata = request.Get("metadata") is { ValueKind: JsonValueKind.Object } metadata
                    ? metadata.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).ToDictionary(member => member.Name, member => member.Value.GetString()!)
                    : null,
            };
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return GatewayErrors.BodyNotJson(exception.Message);
        }
    }

    private static async Task ListAsync(HttpContext http, VirtualKey key)
    {
        var batches = await Store(http).ListAsync(key.HashText, http.RequestAborted);
        await http.WriteAsync(ListPage.Of(http.Request.Query, batches, batch => batch.Id, static (writer, batch) =>
        {
            foreach (var member in JsonSerializer.SerializeToElement(batch, BatchJson.Default.Batch).EnumerateObject())
            {
                member.WriteTo(writer);
            }
        }));
    }

    private static async Task CancelAsync(HttpContext http, Batch batch)
    {
        if (batch.Status is "validating" or "in_progress" or "finalizing")
        {
            batch = batch with { Status = "cancelling", CancellingAt = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds() };
            await Store(http).SaveAsync(batch, http.RequestAborted);
            http.RequestServices.GetRequiredService<BatchRunner>().Cancel(batch.Id);
        }

        await WriteAsync(http, batch);
    }

    private static Task WriteAsync(HttpContext http, Batch batch) => http.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(batch, BatchJson.Default.Batch));

    private static BatchStore Store(HttpContext http) => http.RequestServices.GetRequiredService<BatchStore>();
}
