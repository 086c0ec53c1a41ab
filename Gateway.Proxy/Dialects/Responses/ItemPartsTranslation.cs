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
        if (content is not { ValueKind: JsonValueKind.Array } parts || !parts.EnumerateArray().Any(IsPicture))
        {
            writer.WriteString("content"u8, TextOf(content));
            return;
        }

        WriteParts(writer, parts.EnumerateArray().Select((part, i) => (part, $"{path}.content[{i}]")));
    }

    /// <summary>As <c>content</c>, with their paths.</summary>
    public void WriteParts(Utf8JsonWriter writer, IEnumerable<(JsonElement Part, string Path)> parts)
    {
        writer.WriteStartArray("content"u8);
        foreach (var (part, path) in parts)
        {
            WritePart(writer, part, path);
        }

        writer.WriteEndArray();
    }

    /// <summary>It says something that is not text.</summary>
    public static bool IsPicture(JsonElement part) => part.Text("type") is not ("input_text" or "output_text" or "text" or "refusal");

    private void WritePart(Utf8JsonWriter writer, JsonElement part, string path)
    {
        switch (part.Text("type"))
        {
            case "input_text" or "output_text" or "text":
                ChatJson.WriteTextPart(writer, part.Text("text"));
                break;
            case "input_image" when part.Get("image_url") is { ValueKind: JsonValueKind.String } address:
                ChatJson.WriteImagePart(writer, address, static (writer, address) => address.WriteTo(writer), part.Text("detail"));
                break;
            case "input_audio" when part.Get("input_audio") is not null:
                part.WriteTo(writer);
                break;
            case "input_file" when part.Get("file_data") is { ValueKind: JsonValueKind.String } || part.Text("file_id") is not null:
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
            if (part.Get(name) is { ValueKind: JsonValueKind.String } text)
            {
                writer.Copy(name, text);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
