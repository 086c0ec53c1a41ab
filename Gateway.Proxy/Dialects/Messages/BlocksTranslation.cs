using System.Text.Json;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>Blocks of a user's turn as the content of a chat message: a text where they are nothing else, parts otherwise.</summary>
internal sealed class BlocksTranslation(FieldLedger fields)
{
    /// <summary>The text of a string, or of all text blocks of a list.</summary>
    public static string TextOf(JsonElement? content, string separator = "\n") => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } blocks => string.Join(separator, blocks.EnumerateArray().Where(block => block.Text("type") == "text").Select(block => block.Text("text"))),
        _ => "",
    };

    public void WriteContent(Utf8JsonWriter writer, IReadOnlyList<(JsonElement Block, string Path)> blocks)
    {
        if (blocks.Any(item => item.Block.Get("cache_control") is not null))
        {
            fields.Drop("messages[].content[].cache_control");
        }

        // One text is written as such: some chat templates take nothing else.
        if (blocks is [var only] && only.Block.Text("type") == "text")
        {
            writer.WriteString("content"u8, only.Block.Text("text"));
            return;
        }

        writer.WriteStartArray("content"u8);
        foreach (var (block, path) in blocks)
        {
            WritePart(writer, block, path);
        }

        writer.WriteEndArray();
    }

    private void WritePart(Utf8JsonWriter writer, JsonElement block, string path)
    {
        switch (block.Text("type"))
        {
            case "text":
                ChatJson.WriteTextPart(writer, block.Text("text") ?? "");
                break;
            case "image" when block.Get("source") is { } source && HasAddress(source):
                ChatJson.WriteImagePart(writer, source, WriteAddress);
                break;
            case "document":
                WriteDocument(writer, block, path);
                break;
            default:
                fields.Refuse(path, $"is content of type '{block.Text("type")}', which cannot be expressed for this model");
                break;
        }
    }

    // {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"…"},"title":"…"}; the source may be plain text.
    private void WriteDocument(Utf8JsonWriter writer, JsonElement block, string path)
    {
        var source = block.Get("source");
        foreach (var member in block.EnumerateObject().Where(member => member.Name is "citations" or "context"))
        {
            fields.Drop($"messages[].content[].{member.Name}");
        }

        switch (source?.Text("type"))
        {
            case "text":
                ChatJson.WriteTextPart(writer, block.Text("title") is { } title ? $"{title}\n\n{source?.Text("data")}" : source?.Text("data") ?? "");
                break;
            case "base64" when source is { } data && HasAddress(data):
                writer.WriteStartObject();
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("filename"u8, block.Text("title") ?? "document.pdf");
                writer.WritePropertyName("file_data"u8);
                WriteAddress(writer, data);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            default:
                fields.Refuse(path + ".source", "is a document that is not in the request itself, which cannot be expressed for this model");
                break;
        }
    }

    // {"type":"base64","media_type":"image/png","data":"…"} or {"type":"url","url":"https://…"}
    private static bool HasAddress(JsonElement source) => source.Text("type") switch
    {
        "base64" => source.Get("data") is { ValueKind: JsonValueKind.String },
        "url" => source.Get("url") is { ValueKind: JsonValueKind.String },
        _ => false,
    };

    private static void WriteAddress(Utf8JsonWriter writer, JsonElement source)
    {
        if (source.Text("type") == "base64")
        {
            writer.WriteStringValueSegment(DataUrl.Head(source.Text("media_type") ?? "application/octet-stream"), isFinalSegment: false);
            writer.WriteRest(source.GetProperty("data").Utf8());
        }
        else
        {
            source.GetProperty("url").WriteTo(writer);
        }
    }
}
