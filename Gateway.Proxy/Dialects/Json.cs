using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Proxy.Dialects;

/// <summary>Writing and looking into JSON, as translators need it.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256, SkipValidation = true };

    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>One object; <paramref name="members"/> writes what is in it.</summary>
    public static ReadOnlyMemory<byte> Object<TState>(TState state, Action<Utf8JsonWriter, TState> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
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
            output.Write(System.Text.Encoding.UTF8.GetBytes(name));
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
