using System.Text.Json;
using Gateway.Proxy.Dialects;

namespace Gateway.Proxy.Files;

/// <summary><c>{"id":"file-…","object":"file","bytes":120,"created_at":…,"filename":"a.jsonl","purpose":"batch","status":"processed"}</c></summary>
internal static class FileJson
{
    public static ReadOnlyMemory<byte> Of(StoredFile file) => Json.Object(file, Write);

    public static void Write(Utf8JsonWriter writer, StoredFile file)
    {
        writer.WriteString("id"u8, file.Id);
        writer.WriteString("object"u8, "file"u8);
        writer.WriteNumber("bytes"u8, file.Bytes);
        writer.WriteNumber("created_at"u8, file.CreatedAt.ToUnixTimeSeconds());
        writer.WriteNull("expires_at"u8);
        writer.WriteString("filename"u8, file.Filename);
        writer.WriteString("purpose"u8, file.Purpose);
        writer.WriteString("status"u8, "processed"u8);
        writer.WriteNull("status_details"u8);
    }
}
