using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Batches;

/// <summary>One request of a batch: <c>{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{…}}</c>.</summary>
internal sealed record BatchLine(string CustomId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The problem with the line, or null with the line.</summary>
    public static string? Read(string text, string endpoint, out BatchLine? line)
    {
        line = null;
        try
        {
            using var document = JsonDocument.Parse(text, Json.Deep);
            var root = document.RootElement;
            if (root.Text("custom_id") is not { Length: > 0 } id)
            {
                return "custom_id is missing.";
            }

            if (root.Text("method") != "POST" || root.Text("url") != endpoint)
            {
                return $"method and url must be POST and {endpoint}, as the batch says.";
            }

            if (root.Get("body") is not { ValueKind: JsonValueKind.Object } body || body.IsTrue("stream") || body.IsTrue("background"))
            {
                return "body must be an object, without stream and background.";
            }

            line = new BatchLine(id, Encoding.UTF8.GetBytes(body.GetRawText()));
            return null;
        }
        catch (JsonException)
        {
            return "The line is no JSON object.";
        }
    }

    /// <summary><c>{"id":"batch_req_…","custom_id":"a","response":{"status_code":200,"request_id":"…","body":{…}},"error":null}</c> and a line break.</summary>
    public byte[] Answered(DetachedAnswer answer) =>
    [
        .. Json.Object((this, answer), static (writer, state) =>
        {
            writer.WriteString("id"u8, "batch_req_" + state.answer.RequestId);
            writer.WriteString("custom_id"u8, state.Item1.CustomId);
            writer.WriteStartObject("response"u8);
            writer.WriteNumber("status_code"u8, state.answer.Status);
            writer.WriteString("request_id"u8, state.answer.RequestId);
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(state.answer.Body.Span);
            writer.WriteEndObject();
            writer.WriteNull("error"u8);
        }).Span,
        (byte)'\n',
    ];

    /// <summary>What the endpoint does; null: batches have no such endpoint.</summary>
    public static EndpointKind? KindOf(string endpoint) => endpoint switch
    {
        "/v1/chat/completions" => EndpointKind.ChatCompletions,
        "/v1/completions" => EndpointKind.Completions,
        "/v1/embeddings" => EndpointKind.Embeddings,
        "/v1/responses" => EndpointKind.Responses,
        "/v1/messages" => EndpointKind.Messages,
        "/v1/moderations" => EndpointKind.Moderations,
        "/v1/rerank" => EndpointKind.Rerank,
        "/v1/score" => EndpointKind.Score,
        _ => null,
    };
}
