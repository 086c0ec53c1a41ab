using System.Text;
using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>A message's content, text or parts, as blocks. Raw forms of the parts stand at their methods.</summary>
internal sealed class ContentPartsTranslation(FieldLedger fields)
{
    /// <param name="marksLast">A <c>cache_control</c> of the message itself goes to its last block.</param>
    public void Write(Utf8JsonWriter writer, JsonElement message, string path, bool marksLast = true)
    {
        var mark = marksLast ? message.Get("cache_control") : null;
        switch (message.Get("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                WriteText(writer, text.GetString()!, mark);
                break;
            case { ValueKind: JsonValueKind.Array } parts:
                var (i, last) = (0, parts.GetArrayLength() - 1);
                foreach (var part in parts.EnumerateArray())
                {
                    WritePart(writer, part, $"{path}.content[{i}]", part.Get("cache_control") ?? (i == last ? mark : null));
                    i++;
                }

                break;
        }
    }

    /// <summary><c>{"type":"text","text":"…"}</c>; Anthropic refuses an empty one, and nothing is said by it.</summary>
    public static void WriteText(Utf8JsonWriter writer, string text, JsonElement? cacheControl)
    {
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, text);
            End(writer, cacheControl);
        }
    }

    private void WritePart(Utf8JsonWriter writer, JsonElement part, string path, JsonElement? cacheControl)
    {
        switch (part.Text("type"))
        {
            case "text" when part.Text("text") is { } text:
                WriteText(writer, text, cacheControl);
                break;
            case "refusal" when part.Text("refusal") is { } refusal:
                WriteText(writer, refusal, cacheControl);
                break;
            case "image_url":
                WriteImage(writer, part, path, cacheControl);
                break;
            case "file" when part.Get("file") is { } file:
                WriteFile(writer, file, path, cacheControl);
                break;
            default:
                fields.Refuse(path, $"is content of type '{part.Text("type")}', which cannot be expressed for this model");
                break;
        }
    }

    // {"type":"image_url","image_url":{"url":"https://…" or "data:image/png;base64,…","detail":"auto"}}, or the address itself.
    private void WriteImage(Utf8JsonWriter writer, JsonElement part, string path, JsonElement? cacheControl)
    {
        var image = part.Get("image_url");
        if ((image is { ValueKind: JsonValueKind.String } ? image : image?.Get("url")) is not { ValueKind: JsonValueKind.String } address)
        {
            fields.Invalid(path + ".image_url", "must hold a url.");
            return;
        }

        if (image?.Text("detail") is not (null or "auto"))
        {
            fields.Drop(path + ".image_url.detail");
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "image"u8);
        WriteSource(writer, address, path + ".image_url.url");
        End(writer, cacheControl);
    }

    // {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,…"}}, or {"file_id":"file_…"}.
    private void WriteFile(Utf8JsonWriter writer, JsonElement file, string path, JsonElement? cacheControl)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "document"u8);
        if (file.Get("file_data") is { ValueKind: JsonValueKind.String } data)
        {
            WriteSource(writer, data, path + ".file.file_data");
        }
        else if (file.Text("file_id") is { } id)
        {
            writer.WriteStartObject("source"u8);
            writer.WriteString("type"u8, "file"u8);
            writer.WriteString("file_id"u8, id);
            writer.WriteEndObject();
        }
        else
        {
            fields.Invalid(path + ".file", "must hold file_data or file_id.");
        }

        if (file.Text("filename") is { } name)
        {
            writer.WriteString("title"u8, name);
        }

        End(writer, cacheControl);
    }

    // The picture itself is copied from where it stands.
    private void WriteSource(Utf8JsonWriter writer, JsonElement address, string path)
    {
        writer.WriteStartObject("source"u8);
        var text = address.Utf8();
        if (!DataUrl.TryParse(text, out var mediaType, out var head))
        {
            writer.WriteString("type"u8, "url"u8);
            writer.Copy("url", address);
        }
        else if (mediaType == "text/plain")
        {
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("media_type"u8, mediaType);
            writer.WriteString("data"u8, Decode(Encoding.UTF8.GetString(text[head..]), path));
        }
        else
        {
            writer.WriteString("type"u8, "base64"u8);
            writer.WriteString("media_type"u8, mediaType);
            writer.WritePropertyName("data"u8);
            writer.WriteRest(text[head..]);
        }

        writer.WriteEndObject();
    }

    private string Decode(string base64, string path)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            fields.Invalid(path, "is no valid base64.");
            return "";
        }
    }

    private static void End(Utf8JsonWriter writer, JsonElement? cacheControl)
    {
        if (cacheControl is { } mark)
        {
            writer.Copy("cache_control", mark);
        }

        writer.WriteEndObject();
    }
}
