using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>A request's <c>input</c> as a list of items, each with an id.</summary>
internal static class InputItems
{
    public static string ToJson(JsonElement request)
    {
        var bytes = Json.Object(request, static (writer, request) =>
        {
            writer.WriteStartArray("items"u8);
            if (request.Text("input") is { } text)
            {
                WriteText(writer, text);
            }

            foreach (var item in request.List("input"))
            {
                WriteItem(writer, item);
            }

            writer.WriteEndArray();
        });

        // {"items":[…]}: only the list is kept.
        return Encoding.UTF8.GetString(bytes.Span[9..^1]);
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, ResponseIds.New("msg_"));
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "user"u8);
        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "input_text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter writer, JsonElement item)
    {
        writer.WriteStartObject();
        if (item.Text("id") is null)
        {
            writer.WriteString("id"u8, ResponseIds.New("msg_"));
        }

        if (item.Text("type") is null)
        {
            writer.WriteString("type"u8, "message"u8);
        }

        foreach (var member in item.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
