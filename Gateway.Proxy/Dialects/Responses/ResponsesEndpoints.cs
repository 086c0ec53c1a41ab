using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Answers that are kept: <c>GET</c>, <c>DELETE</c>, <c>cancel</c> and <c>input_items</c> of <c>/v1/responses/{id}</c>. 404 for those of other keys.</summary>
internal static class ResponsesEndpoints
{
    private const int DefaultItems = 20;
    private const int MostItems = 100;

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1/responses/{id}", "/responses/{id}"])
        {
            routes.MapGet(prefix, Of(GetAsync)).WithDisplayName("Get a response");
            routes.MapDelete(prefix, Of(DeleteAsync)).WithDisplayName("Delete a response");
            routes.MapPost(prefix + "/cancel", Of(CancelAsync)).WithDisplayName("Cancel a background response");
            routes.MapGet(prefix + "/input_items", Of(InputItemsAsync)).WithDisplayName("List the input items of a response");
        }
    }

    private static RequestDelegate Of(Func<HttpContext, StoredResponse, Task> handler) => KeyedEndpoint.ForAnyKey(async (http, key) =>
    {
        var id = (string)http.Request.RouteValues["id"]!;
        var response = await Store(http).FindAsync(id, key.HashText, http.RequestAborted);
        await (response is null ? ErrorJson.WriteAsync(http, GatewayErrors.ObjectNotFound("response", id))
            : response.DeploymentId is not null ? ServerAsync(http, response)
            : handler(http, response));
    });

    private static async Task GetAsync(HttpContext http, StoredResponse response)
    {
        // GET /v1/responses/{id}?stream=true&starting_after=41
        if (http.Request.Query["stream"] == "true")
        {
            var after = -1;
            if (http.Request.Query["starting_after"] is [{ Length: > 0 } text]
                && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after) || after == int.MaxValue))
            {
                await ErrorJson.WriteAsync(http, GatewayErrors.InvalidField("starting_after", "must be the sequence_number of an event."));
                return;
            }

            if (!await http.RequestServices.GetRequiredService<BackgroundResponses>().TryFollowAsync(response.Id, after + 1, http))
            {
                await ErrorJson.WriteAsync(http, GatewayErrors.InvalidField("stream", "there are no events of this response here: it was not made with background and stream, it ended more than five minutes ago, or another replica runs it."));
            }

            return;
        }

        var isOpen = response.Status is "queued" or "in_progress";
        if (isOpen && !http.RequestServices.GetRequiredService<BackgroundResponses>().Runs(response.Id))
        {
            response = await GoneAsync(http, response);
        }

        await WriteAsync(http, Encoding.UTF8.GetBytes(response.Response!));
    }

    private static async Task DeleteAsync(HttpContext http, StoredResponse response)
    {
        await Store(http).DeleteAsync(response.Id, response.KeyHash, http.RequestAborted);
        await WriteAsync(http, Json.Object(response.Id, static (writer, id) =>
        {
            writer.WriteString("id"u8, id);
            writer.WriteString("object"u8, "response"u8);
            writer.WriteBoolean("deleted"u8, true);
        }));
    }

    private static async Task CancelAsync(HttpContext http, StoredResponse response)
    {
        if (response.Status is "queued" or "in_progress")
        {
            await http.RequestServices.GetRequiredService<BackgroundResponses>().CancelAsync(response.Id);
            response = await Store(http).FindAsync(response.Id, response.KeyHash, http.RequestAborted) ?? response;
        }

        using var document = JsonDocument.Parse(response.Response!, Json.Deep);
        await (document.RootElement.IsTrue("background")
            ? WriteAsync(http, Encoding.UTF8.GetBytes(response.Response!))
            : ErrorJson.WriteAsync(http, GatewayErrors.InvalidField("response_id", "is no background response; only those can be cancelled.")));
    }

    private static Task InputItemsAsync(HttpContext http, StoredResponse response)
    {
        using var document = JsonDocument.Parse(response.Input, Json.Deep);
        var query = http.Request.Query;
        var items = document.RootElement.EnumerateArray().ToList();

        // The newest first, unless asked otherwise, as OpenAI has it.
        if (query["order"] != "asc")
        {
            items.Reverse();
        }

        if (query["after"] is [{ Length: > 0 } after])
        {
            items = items.SkipWhile(item => item.Text("id") != after).Skip(1).ToList();
        }

        var limit = int.TryParse(query["limit"], out var wanted) ? Math.Clamp(wanted, 1, MostItems) : DefaultItems;
        return WriteAsync(http, Json.Object((items, limit), static (writer, state) =>
        {
            var shown = state.items.Take(state.limit).ToList();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            shown.ForEach(item => item.WriteTo(writer));
            writer.WriteEndArray();
            writer.WriteString("first_id"u8, shown.FirstOrDefault().Text("id"));
            writer.WriteString("last_id"u8, shown.LastOrDefault().Text("id"));
            writer.WriteBoolean("has_more"u8, state.items.Count > shown.Count);
        }));
    }

    // Its process was stopped, or this is another replica and that one still works on it: time tells.
    private static async Task<StoredResponse> GoneAsync(HttpContext http, StoredResponse response)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (now - response.CreatedAt < snapshot.Config.RouterSettings.Timeout)
        {
            return response;
        }

        var text = response.Response!.Replace($"\"status\":\"{response.Status}\"", "\"status\":\"failed\"", StringComparison.Ordinal)
            .Replace("\"error\":null", "\"error\":{\"code\":\"server_error\",\"message\":\"The gateway was stopped while it worked on this.\"}", StringComparison.Ordinal);
        response = response with { Status = "failed", Response = text };
        await Store(http).SaveAsync(response, http.RequestAborted);
        return response;
    }

    private static async Task ServerAsync(HttpContext http, StoredResponse response)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        if (!snapshot.DeploymentsById.TryGetValue(response.DeploymentId!, out var deployment))
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.ObjectNotFound("response", response.Id));
            return;
        }

        await http.RequestServices.GetRequiredService<ServerSideCalls>().PassAsync(http, deployment, response);
    }

    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    private static ResponseStore Store(HttpContext http) => http.RequestServices.GetRequiredService<ResponseStore>();
}
