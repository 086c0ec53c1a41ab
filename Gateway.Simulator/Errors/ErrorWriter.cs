using System.Buffers;
using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Errors;

/// <summary>
/// The one place that writes error JSON.
/// <code>
/// {"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}}
/// {"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}
/// </code>
/// </summary>
internal static class ErrorWriter
{
    public static Task WriteAsync(HttpContext context, ErrorShape shape, ApiError error) =>
        JsonResponse.WriteAsync(context, ToJson(shape, error), error.Status);

    public static ReadOnlyMemory<byte> ToJson(ErrorShape shape, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, JsonResponse.Options);
        json.WriteStartObject();
        if (shape == ErrorShape.New)
        {
            json.WriteStartObject("error");
        }
        else
        {
            json.WriteString("object", "error");
        }

        json.WriteString("message", error.Message);
        json.WriteString("type", error.Type);
        json.WriteString("param", error.Param);
        json.WriteNumber("code", error.Status);
        if (shape == ErrorShape.New)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
