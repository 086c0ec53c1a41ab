using System.Text.Json;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>Parts of an item as the content of a chat message: a text where they are nothing else, parts otherwise.</summary>
internal sealed class ItemPartsTranslation(FieldLedger fields)
{
    /// <summary>The text of a string, or of all parts that have one.</summary>
    public static string TextOf(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.Text("text") ?? part.Text("refusal"))),
        _ => "",
    };

    public void WriteContent(Utf8JsonWriter writer, JsonElement? content, string path)
    {
        if (content is not { ValueKind: JsonValueKind.Array } parts || parts.EnumerateArray().All(part => part.Text("type") is "input_text" or "output_text" or "text"))
        {
            writer.WriteString("content"u8, TextOf(content));
            return;
        }

        writer.WriteStartArray("content"u8);
        var i = 0;
        foreach (var part in parts.EnumerateArray())
        {
            WritePart(writer, part, $"{path}.content[{i++}]");
        }

        writer.WriteEndArray();
    }

    private void WritePart(Utf8JsonWriter writer, JsonElement part, string path)
    {
        switch (part.Text("type"))
        {
            case "input_text" or "output_text" or "text":
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, part.Text("text"));
                writer.WriteEndObject();
                break;
            case "input_image" when part.Text("image_url") is { } address:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "image_url"u8);
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, address);
                if (part.Text("detail") is { } detail)
                {
                    writer.WriteString("detail"u8, detail);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case "input_audio" when part.Get("input_audio") is not null:
                part.WriteTo(writer);
                break;
            case "input_file" when part.Text("file_data") is not null || part.Text("file_id") is not null:
                WriteFile(writer, part);
                break;
            default:
                fields.Refuse(path, $"is content of type '{part.Text("type")}' in a form that cannot be expressed for this model");
                break;
        }
    }

    private static void WriteFile(Utf8JsonWriter writer, JsonElement part)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "file"u8);
        writer.WriteStartObject("file"u8);
        foreach (var name in (string[])["filename", "file_data", "file_id"])
        {
            if (part.Text(name) is { } text)
            {
                writer.WriteString(name, text);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
