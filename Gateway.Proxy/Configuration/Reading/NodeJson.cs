using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>Writes a YAML value as JSON: <c>{temperature: 0.2, stop: ["a"]}</c> becomes <c>{"temperature":0.2,"stop":["a"]}</c>.</summary>
internal static class NodeJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ConfigNode node, ReadContext context)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            Write(writer, node, context);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode node, ReadContext context)
    {
        switch (node)
        {
            case ConfigScalar scalar:
                Scalar(writer, scalar, context);
                break;
            case ConfigSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(writer, item, context);
                }

                writer.WriteEndArray();
                break;
            case ConfigMapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Name);
                    Write(writer, entry.Value, context);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static void Scalar(Utf8JsonWriter writer, ConfigScalar scalar, ReadContext context)
    {
        if (context.Resolve(scalar) is not { } text)
        {
            writer.WriteNullValue();
        }
        else if (scalar.Quoted || ReadContext.VariableOf(scalar) is not null)
        {
            writer.WriteStringValue(text);
        }
        else if (YamlScalars.CoreBool(text) is { } flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else if (YamlScalars.JsonNumber(text) is { } number)
        {
            writer.WriteRawValue(number, skipInputValidation: true);
        }
        else if (YamlScalars.IsInfiniteOrNan(text))
        {
            context.Findings.Error(scalar, $"found {scalar.Describe()}; JSON has no such number");
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
