using System.Buffers;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers.Anthropic;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>Errors in Anthropic's shape: <c>{"type":"error","error":{"type":"overloaded_error","message":"…"},"request_id":"…"}</c>.</summary>
internal static class MessagesErrors
{
    public static ReadOnlyMemory<byte> ToJson(GatewayError error, string requestId) => Json.Object((error, requestId), static (writer, state) =>
    {
        WriteMembers(writer, state.error);
        writer.WriteString("request_id"u8, state.requestId);
    });

    public static ReadOnlyMemory<byte> ToEvent(GatewayError error)
    {
        var output = new ArrayBufferWriter<byte>();
        Json.WriteEvent(output, "error", error, static (writer, error) => WriteMembers(writer, error));
        return output.WrittenMemory;
    }

    private static void WriteMembers(Utf8JsonWriter writer, GatewayError error)
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, ErrorTypes.OfStatus(error.Status));
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }
}
