using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Proxy.Dialects;

/// <summary>Writing and looking into JSON, as translators need it.</summary>
internal static class Json
{
    private const int LongestPiece = 32 * 1024;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256, SkipValidation = true };

    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>One object; <paramref name="members"/> writes what is in it.</summary>
    /// <param name="size">About as long it will be, in bytes: a buffer that grows holds a long one twice.</param>
    public static ReadOnlyMemory<byte> Object<TState>(TState state, Action<Utf8JsonWriter, TState> members, int size = 1024)
    {
        var buffer = new ArrayBufferWriter<byte>(size);
        WriteObject(buffer, state, members);
        return buffer.WrittenMemory;
    }

    public static void WriteObject<TState>(IBufferWriter<byte> output, TState state, Action<Utf8JsonWriter, TState> members)
    {
        using var writer = new Utf8JsonWriter(output, s_options);
        writer.WriteStartObject();
        members(writer, state);
        writer.WriteEndObject();
    }

    /// <summary><c>data: {…}</c> and the blank line, after <c>event: name</c> where there is a name.</summary>
    public static void WriteEvent<TState>(IBufferWriter<byte> output, string? name, TState state, Action<Utf8JsonWriter, TState> members)
    {
        if (name is not null)
        {
            output.Write("event: "u8);
            output.Write(Encoding.UTF8.GetBytes(name));
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        WriteObject(output, state, members);
        output.Write("\n\n"u8);
    }

    /// <summary>The member, when it is there and not null.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>The member, when it is a string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The member, when it is a whole number.</summary>
    public static int? Int(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static bool IsTrue(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Room for a translation of this: a little more than it has itself.</summary>
    public static int SizeOfTranslation(this JsonElement element) => (JsonMarshal.GetRawUtf8Value(element).Length / 8 * 9) + 1024;

    /// <summary>A text as it stands in its source, without a copy unless something in it is escaped: it may be a whole picture.</summary>
    public static ReadOnlySpan<byte> Utf8(this JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : raw;
    }

    /// <summary>A value that ends with this; what it begins with has been written as a segment.</summary>
    public static void WriteRest(this Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        // In pieces: the writer asks for more room than a text needs.
        while (text.Length > LongestPiece)
        {
            writer.WriteStringValueSegment(text[..LongestPiece], isFinalSegment: false);
            text = text[LongestPiece..];
        }

        writer.WriteStringValueSegment(text, isFinalSegment: true);
    }

    /// <summary>The field as it stands.</summary>
    public static void Copy(this Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    /// <summary>The text is a JSON object.</summary>
    public static bool IsObject(string? json)
    {
        if (json is null)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Deep);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
