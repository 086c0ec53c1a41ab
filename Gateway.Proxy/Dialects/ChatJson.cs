using System.Text.Json;

namespace Gateway.Proxy.Dialects;

/// <summary>Pieces of a chat completion request, as every dialect's translation writes them.</summary>
internal static class ChatJson
{
    /// <summary><c>{"role":"user","content":"…"}</c></summary>
    public static void WriteMessage(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    /// <summary><c>{"type":"text","text":"…"}</c></summary>
    public static void WriteTextPart(Utf8JsonWriter writer, string? text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    /// <summary><c>{"type":"image_url","image_url":{"url":"…","detail":"low"}}</c></summary>
    /// <param name="source">What has the address.</param>
    /// <param name="address">Writes it, as a value.</param>
    /// <param name="detail">Null: the server's own choice.</param>
    public static void WriteImagePart(Utf8JsonWriter writer, JsonElement source, Action<Utf8JsonWriter, JsonElement> address, string? detail = null)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WritePropertyName("url"u8);
        address(writer, source);
        if (detail is not null)
        {
            writer.WriteString("detail"u8, detail);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What the model thought, in both places where servers look for it.</summary>
    public static void WriteThoughts(Utf8JsonWriter writer, string thoughts)
    {
        writer.WriteString("reasoning_content"u8, thoughts);
        writer.WriteString("reasoning"u8, thoughts);
    }

    /// <summary><c>"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]</c>; nothing where there are none.</summary>
    public static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyCollection<(string? Id, string? Name, string? Arguments)> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var (id, name, arguments) in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, name);
            writer.WriteString("arguments"u8, arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary><c>"tool_choice":{"type":"function","function":{"name":"f"}}</c></summary>
    public static void WriteNamedChoice(Utf8JsonWriter writer, string? name)
    {
        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary><c>stream</c> as it stands, with the usage that every other dialect tells at a stream's end.</summary>
    public static void WriteStream(Utf8JsonWriter writer, JsonElement stream)
    {
        writer.Copy("stream", stream);
        if (stream.ValueKind == JsonValueKind.True)
        {
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }
    }
}
