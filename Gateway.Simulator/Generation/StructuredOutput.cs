using System.Text.Json;
using Gateway.Simulator.Errors;
using Gateway.Simulator.JsonSchema;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Generation;

/// <summary>
/// An answer that must have a form:
/// <code>
/// "response_format": {"type": "json_object"}
/// "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {…}}}
/// "structured_outputs": {"json": {…}} | {"choice": ["a", "b"]} | {"regex": "[0-9]{3}"}    (guided_json, guided_choice, guided_regex before)
/// </code>
/// A grammar is not followed: such an answer is free text.
/// </summary>
internal sealed class StructuredOutput
{
    private readonly Func<ulong, string> _write;

    private StructuredOutput(Func<ulong, string> write) => _write = write;

    public string Write(ulong seed) => _write(seed);

    public static StructuredOutput? Read(FieldReader fields)
    {
        if (fields.TryGetObject("structured_outputs", out var structured))
        {
            return ReadParts(new FieldReader(structured), "");
        }

        return ReadParts(fields, "guided_") ?? (fields.TryGetObject("response_format", out var format) ? ReadFormat(fields, format) : null);
    }

    private static StructuredOutput? ReadParts(FieldReader fields, string prefix)
    {
        if (fields.TryGet(prefix + "json", out var schema))
        {
            return schema.ValueKind == JsonValueKind.String ? OfSchemaText(fields, schema.GetString()!) : OfSchema(schema);
        }

        if (fields.TryGet(prefix + "choice", out var choice) && choice.ValueKind == JsonValueKind.Array && choice.GetArrayLength() > 0)
        {
            var texts = choice.EnumerateArray().Select(item => item.ToString()).ToArray();
            return new StructuredOutput(seed => texts[new DeterministicRandom(seed).Below(texts.Length)]);
        }

        if (fields.TryGet(prefix + "regex", out var regex) && regex.ValueKind == JsonValueKind.String)
        {
            var pattern = regex.GetString()!;
            return new StructuredOutput(seed => PatternExample.Write(pattern, new DeterministicRandom(seed)) ?? "");
        }

        return fields.TryGet(prefix + "json_object", out var any) && any.ValueKind == JsonValueKind.True ? OfAnyObject() : null;
    }

    private static StructuredOutput? ReadFormat(FieldReader fields, JsonElement format)
    {
        switch (new FieldReader(format).Text("type"))
        {
            case "json_object":
                return OfAnyObject();
            case "json_schema":
                if (format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object && named.TryGetProperty("schema", out var schema))
                {
                    return OfSchema(schema);
                }

                fields.Fail(ApiError.BadRequest("response_format of type json_schema needs json_schema.schema.", "response_format"));
                return null;
            case "text" or "structural_tag":
                return null;
            default:
                fields.Fail(ApiError.Validation("literal_error", "response_format', 'type", "Input should be \\'text\\', \\'json_object\\', \\'json_schema\\' or \\'structural_tag\\'"));
                return null;
        }
    }

    private static StructuredOutput OfSchema(JsonElement schema) => new(seed => SchemaExample.Write(schema, seed));

    /// <summary>Older clients send the schema as a string.</summary>
    private static StructuredOutput? OfSchemaText(FieldReader fields, string text)
    {
        try
        {
            return OfSchema(JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException)
        {
            fields.Fail(ApiError.BadRequest("The JSON schema is not valid JSON.", "guided_json"));
            return null;
        }
    }

    private static StructuredOutput OfAnyObject() => new(static seed =>
    {
        var random = new DeterministicRandom(seed);
        return $$"""{"answer": "{{AnswerText.Words(ref random)}}", "confidence": {{random.Below(100)}}}""";
    });
}
