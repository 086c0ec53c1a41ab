using System.Globalization;
using System.Text.Json;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Forwarding;

namespace Gateway.Proxy.OpenAI;

/// <summary>Writes errors in the client's shape as a response, and in OpenAI's as the last event of a broken stream.</summary>
internal static class ErrorJson
{
    private static readonly JsonWriterOptions s_options = new()
    {
        // Readable apostrophes and umlauts: the answer is JSON for a client library, never HTML.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="isAnthropic">The client speaks Anthropic's dialect.</param>
    public static async Task WriteAsync(HttpContext http, GatewayError error, bool isAnthropic = false)
    {
        var response = http.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        if (isAnthropic)
        {
            response.Headers[ProviderHeaders.AnthropicRequestId] = http.TraceIdentifier;
        }

        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        }

        if (error.RateLimitType is { } type)
        {
            var clock = http.RequestServices.GetRequiredService<TimeProvider>();
            response.Headers["rate_limit_type"] = type;
            response.Headers["reset_at"] = (clock.GetUtcNow() + (error.RetryAfter ?? TimeSpan.Zero)).ToString("O", CultureInfo.InvariantCulture);
        }

        var body = !error.UpstreamBody.IsEmpty && error.UpstreamIsAnthropic == isAnthropic ? error.UpstreamBody
            : isAnthropic ? MessagesErrors.ToJson(error, http.TraceIdentifier)
            : ToJson(error);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary><c>{"error":{"message":"…","type":"…","param":null,"code":"…"}}</c></summary>
    public static ReadOnlyMemory<byte> ToJson(GatewayError error)
    {
        using var buffer = new MemoryStream();
        Write(buffer, error);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary><c>data: {"error":{…}}</c> and the blank line that ends the event.</summary>
    public static ReadOnlyMemory<byte> ToEvent(GatewayError error)
    {
        using var buffer = new MemoryStream();
        buffer.Write("data: "u8);
        Write(buffer, error);
        buffer.Write("\n\n"u8);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static void Write(Stream output, GatewayError error)
    {
        using var writer = new Utf8JsonWriter(output, s_options);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, error.Type);
        writer.WriteString("param"u8, error.Param);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
