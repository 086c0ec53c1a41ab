using System.Text.Json;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// Thinking blocks that the gateway made of another server's reasoning. Clients send them back with the history; Anthropic, which
/// checks its signatures, must not see them when a conversation moves there.
/// </summary>
internal static class UnsignedThinking
{
    public const string Signature = "unsigned-by-gateway";

    public static bool IsIn(ReadOnlySpan<byte> body) => body.IndexOf("\"unsigned-by-gateway\""u8) >= 0;

    /// <summary>The same request without those blocks.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Json.Deep);
        return Json.Object(document.RootElement, static (writer, root) =>
        {
            foreach (var member in root.EnumerateObject())
            {
                if (member.NameEquals("messages") && member.Value.ValueKind == JsonValueKind.Array)
                {
                    writer.WriteStartArray("messages"u8);
                    foreach (var message in member.Value.EnumerateArray())
                    {
                        WriteMessage(writer, message);
                    }

                    writer.WriteEndArray();
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        });
    }

    private static void WriteMessage(Utf8JsonWriter writer, JsonElement message)
    {
        if (message.Get("content") is not { ValueKind: JsonValueKind.Array } content)
        {
            message.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in message.EnumerateObject())
        {
            if (!member.NameEquals("content"))
            {
                member.WriteTo(writer);
                continue;
            }

            writer.WriteStartArray("content"u8);
            foreach (var block in content.EnumerateArray().Where(block => block.Text("signature") != Signature))
            {
                block.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
