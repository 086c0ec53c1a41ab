using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Realtime;

/// <summary><c>wss /v1/realtime?model=…</c>: through the pipeline like any call, and from then on a <see cref="RealtimeSession"/>.</summary>
internal static class RealtimeEndpoint
{
    // Browsers cannot set headers on a WebSocket: OpenAI's clients put the key among the subprotocols.
    private const string KeyProtocol = "openai-insecure-api-key.";

    public static void MapRealtime(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/v1/realtime", "/realtime"])
        {
            routes.MapGet(path, InvokeAsync).WithDisplayName("Realtime (WebSocket)");
        }
    }

    /// <summary>What of the client's handshake goes to the server; not its extensions, so that messages come uncompressed.</summary>
    public static void AddRequest(System.Net.Http.Headers.HttpRequestHeaders headers, IHeaderDictionary client)
    {
        foreach (var name in (string[])["Sec-WebSocket-Key", "Sec-WebSocket-Version", "OpenAI-Beta"])
        {
            if (client.TryGetValue(name, out var values))
            {
                headers.TryAddWithoutValidation(name, values.ToString());
            }
        }

        var protocols = Protocols(client).Where(protocol => !protocol.StartsWith(KeyProtocol, StringComparison.Ordinal)).ToList();
        if (protocols.Count > 0)
        {
            headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", string.Join(", ", protocols));
        }
    }

    private static async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (!headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
        {
            RequestIdStep.Assign(http);
            await ErrorJson.WriteAsync(http, GatewayErrors.NoWebSocket());
            return;
        }

        if (headers.Authorization.Count == 0 && Protocols(headers).FirstOrDefault(protocol => protocol.StartsWith(KeyProtocol, StringComparison.Ordinal)) is { } key)
        {
            headers.Authorization = "Bearer " + key[KeyProtocol.Length..];
        }

        var route = new InferenceRoute(EndpointKind.Realtime, http.Request.Query["model"] is [{ Length: > 0 } model] ? model : null);
        await http.RequestServices.GetRequiredService<InferencePipeline>().InvokeAsync(http, route);
    }

    private static string[] Protocols(IHeaderDictionary headers) =>
        headers["Sec-WebSocket-Protocol"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
