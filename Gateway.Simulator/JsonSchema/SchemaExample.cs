using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.JsonSchema;

/// <summary>
/// Writes a value that a JSON schema accepts, the same one for the same seed. Follows type, properties, required,
/// additionalProperties, items, prefixItems, enum, const, anyOf, oneOf, allOf, $ref and the usual bounds; does not follow
/// not, if/then/else, patternProperties and dependent….
/// </summary>
internal ref struct SchemaExample
{
    /// <summary>From here on optional parts are left out, so that a schema that contains itself comes to an end.</summary>
    private const int DeepEnough = 5;

    private const int TooDeep = 32;

    private readonly JsonElement _root;
    private readonly Utf8JsonWriter _json;
    private DeterministicRandom _random;

    private SchemaExample(JsonElement root, Utf8JsonWriter json, ulong seed)
    {
        _root = root;
        _json = json;
        _random = new DeterministicRandom(seed);
    }

    public static string Write(JsonElement schema, ulong seed)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonResponse.Options))
        {
            new SchemaExample(schema, json, seed).WriteValue(schema, 0);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteValue(JsonElement schema, int depth)
    {
        if (depth > TooDeep)
        {
            _json.WriteNullValue();
            return;
        }

        var view = SchemaView.Of(_root, schema, ref _random, depth >= DeepEnough);
        if (view.TryGet("const", out var constant))
        {
            constant.WriteTo(_json);
            return;
        }

        if (view.TryGet("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array && allowed.GetArrayLength() > 0)
        {
            allowed[_random.Below(allowed.GetArrayLength())].WriteTo(_json);
            return;
        }

        switch (TypeOf(view))
        {
            case "object": WriteObject(view, depth); break;
            case "array": WriteArray(view, depth); break;
            case "integer": _json.WriteNumberValue(NumberExample.Write(view, ref _random, isInteger: true)); break;
            case "number": _json.WriteNumberValue(NumberExample.Write(view, ref _random, isInteger: false)); break;
            case "boolean": _json.WriteBooleanValue(_random.Below(2) == 1); break;
            case "null": _json.WriteNullValue(); break;
            default: _json.WriteStringValue(StringExample.Write(view, ref _random)); break;
        }
    }

    /// <summary>The type, the first of several that is not null, or what the other keywords are about.</summary>
    private static string TypeOf(SchemaView view)
    {
        if (view.TryGet("type", out var type))
        {
            if (type.ValueKind == JsonValueKind.Array)
            {
                var names = type.EnumerateArray().Select(name => name.GetString() ?? "").ToArray();
                return names.FirstOrDefault(name => name != "null") ?? "null";
            }

            return type.GetString() ?? "string";
        }

        return view.TryGet("properties", out _) || view.TryGet("required", out _) ? "object"
            : view.TryGet("items", out _) || view.TryGet("prefixItems", out _) || view.TryGet("minItems", out _) ? "array"
            : view.TryGet("minimum", out _) || view.TryGet("maximum", out _) || view.TryGet("multipleOf", out _) ? "number"
            : "string";
    }

    private void WriteObject(SchemaView view, int depth)
    {
        var required = view.All("required").Where(list => list.ValueKind == JsonValueKind.Array)
            .SelectMany(list => list.EnumerateArray()).Select(name => name.GetString() ?? "").ToHashSet(StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        _json.WriteStartObject();
        foreach (var property in view.All("properties").Where(properties => properties.ValueKind == JsonValueKind.Object).SelectMany(properties => properties.EnumerateObject()))
        {
            var wanted = required.Contains(property.Name) || (depth < DeepEnough && property.Value.ValueKind != JsonValueKind.False);
            if (wanted && written.Add(property.Name))
            {
                _json.WritePropertyName(property.Name);
                WriteValue(property.Value, depth + 1);
            }
        }

        // Names that are required but not described, and as many more as minProperties asks for.
        var more = view.TryGet("additionalProperties", out var described) ? described : default;
        foreach (var name in required.Except(written).ToArray())
        {
            written.Add(name);
            _json.WritePropertyName(name);
            WriteValue(more, depth + 1);
        }

        var least = Math.Min(view.Greatest("minProperties") ?? (written.Count == 0 && more.ValueKind == JsonValueKind.Object && depth < DeepEnough ? 1 : 0), 100);
        for (var i = 1; written.Count < least; i++)
        {
            if (written.Add($"key{i}"))
            {
                _json.WritePropertyName($"key{i}");
                WriteValue(more, depth + 1);
            }
        }

        _json.WriteEndObject();
    }

    private void WriteArray(SchemaView view, int depth)
    {
        var least = (int)Math.Min(view.Greatest("minItems") ?? 0, 1_000);
        var most = (int)Math.Min(view.Least("maxItems") ?? Math.Max(least, 3), 1_000);
        var first = view.TryGet("prefixItems", out var prefix) && prefix.ValueKind == JsonValueKind.Array ? prefix.GetArrayLength() : 0;
        var others = view.TryGet("items", out var items) ? items : default;
        var count = depth >= DeepEnough ? least : Math.Max(least, Math.Min(most, 1 + _random.Below(3)));
        count = others.ValueKind == JsonValueKind.False ? Math.Min(count, first) : Math.Max(count, Math.Min(first, most));
        var isUnique = view.TryGet("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            var schema = i < first ? prefix[i] : others;
            if (isUnique)
            {
                WriteUnique(schema, seen);
            }
            else
            {
                WriteValue(schema, depth + 1);
            }
        }

        _json.WriteEndArray();
    }

    /// <summary>Tries other seeds until the item differs from those before; a type with too few values gets fewer items.</summary>
    private void WriteUnique(JsonElement schema, HashSet<string> seen)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var item = WriteWithin(schema);
            if (seen.Add(item))
            {
                _json.WriteRawValue(item, skipInputValidation: true);
                return;
            }
        }
    }

    private string WriteWithin(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, JsonResponse.Options))
        {
            new SchemaExample(_root, json, _random.Next()).WriteValue(schema, DeepEnough - 1);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
