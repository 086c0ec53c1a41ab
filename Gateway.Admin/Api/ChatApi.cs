using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Gateway.Admin.Api;

/// <summary>Chat completions, as any client of the gateway makes them.</summary>
internal sealed class ChatApi(GatewayCaller gateway)
{
    /// <param name="key">Null: the key of whoever is signed in.</param>
    public async Task<HttpResponseMessage> BeginAsync(JsonObject body, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body) };
        return await gateway.OpenAsync(request, key, cancellationToken);
    }

    /// <summary>Event by event, to the end of the stream. An error in it is thrown.</summary>
    public static async IAsyncEnumerable<JsonNode> EventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]")
            {
                yield break;
            }

            var data = JsonNode.Parse(item.Data)!;
            if ((string?)data["error"]?["message"] is { } error)
            {
                throw new GatewayException(error);
            }

            yield return data;
        }
    }
}
