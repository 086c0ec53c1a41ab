using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Simulator;

/// <summary>A small JSON-schema validator of its own, sharing nothing with the generator: says where a value breaks its schema.</summary>
internal sealed class SchemaValidator(JsonNode root)
{
    public static IReadOnlyList<string> Check(string schema, string value)
    {
        var root = JsonNode.Parse(schema)!;
        var findings = new List<string>();
        new SchemaValidator(root).Check(root, JsonNode.Parse(value), "$", findings);
        return findings;
    }

    /// <summary>Checks against one definition of a schema file.</summary>
    public static IReadOnlyList<string> Check(JsonNode root, JsonNode schema, JsonNode value)
    {
        var findings = new List<string>();
        new SchemaValidator(root).Check(schema, value, "$", findings);
        return findings;
    }

    private bool Accepts(JsonNode schema, JsonNode? value)
    {
        var findings = new List<string>();
        Check(schema, value, "$", findings);
        return findings.Count == 0;
    }

    private void Check(JsonNode schema, JsonNode? value, string path, List<string> findings)
    {
        if (schema is JsonValue always)
        {
            Require((bool)always, "nothing is allowed here");
            return;
        }

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                findings.Add($"{path}: {what}: {value?.ToJsonString() ?? "null"}");
            }
        }

        if (schema["$ref"] is { } reference)
        {
            Check(Resolve((string)reference!), value, path, findings);
        }

        Require(schema["type"] is not { } type || (type is JsonArray types ? types.Any(name => IsOf((string)name!, value)) : IsOf((string)type!, value)), "type");
        Require(schema["enum"] is not JsonArray allowed || allowed.Any(item => JsonNode.DeepEquals(item, value)), "enum");
        Require(!schema.AsObject().ContainsKey("const") || JsonNode.DeepEquals(schema["const"], value), "const");
        Require(schema["anyOf"] is not JsonArray any || any.Any(branch => Accepts(branch!, value)), "anyOf");
        Require(schema["oneOf"] is not JsonArray one || one.Count(branch => Accepts(branch!, value)) == 1, "oneOf");
        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            Check(part!, value, path, findings);
        }

        switch (value)
        {
            case JsonObject fields: CheckObject(schema, fields, path, findings); break;
            case JsonArray items: CheckArray(schema, items, path, findings); break;
            case JsonValue scalar when scalar.TryGetValue<string>(out var text):
                Require(schema["minLength"] is not { } least || text.Length >= (int)least, "minLength");
                Require(schema["maxLength"] is not { } most || text.Length <= (int)most, "maxLength");
                Require(schema["pattern"] is not { } pattern || Regex.IsMatch(text, (string)pattern!), "pattern");
                break;
            case JsonValue scalar when scalar.TryGetValue<decimal>(out var number):
                Require(schema["minimum"] is not { } low || number >= (decimal)low, "minimum");
                Require(schema["maximum"] is not { } high || number <= (decimal)high, "maximum");
                Require(schema["exclusiveMinimum"] is not { } above || number > (decimal)above, "exclusiveMinimum");
                Require(schema["exclusiveMaximum"] is not { } below || number < (decimal)below, "exclusiveMaximum");
                Require(schema["multipleOf"] is not { } step || number % (decimal)step == 0, "multipleOf");
                break;
        }
    }

    private void CheckObject(JsonNode schema, JsonObject fields, string path, List<string> findings)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
        {
            if (!fields.ContainsKey((string)name!))
            {
                findings.Add($"{path}: {name} is missing");
            }
        }

        foreach (var (name, value) in fields)
        {
            if (schema["properties"]?[name] is { } known)
            {
                Check(known, value, $"{path}.{name}", findings);
            }
            else if ((schema["patternProperties"] as JsonObject)?.FirstOrDefault(pattern => Regex.IsMatch(name, pattern.Key)) is { Value: { } fitting })
            {
                Check(fitting, value, $"{path}.{name}", findings);
            }
            else if (schema["additionalProperties"] is { } others)
            {
                Check(others, value, $"{path}.{name}", findings);
            }
        }

        if (schema["minProperties"] is { } least && fields.Count < (int)least)
        {
            findings.Add($"{path}: minProperties");
        }
    }

    private void CheckArray(JsonNode schema, JsonArray items, string path, List<string> findings)
    {
        var first = schema["prefixItems"] as JsonArray ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            if ((i < first.Count ? first[i] : schema["items"]) is { } item)
            {
                Check(item, items[i], $"{path}[{i}]", findings);
            }
        }

        if (items.Count < (int)(schema["minItems"] ?? 0) || items.Count > (int)(schema["maxItems"] ?? int.MaxValue))
        {
            findings.Add($"{path}: {items.Count} items");
        }

        if (schema["uniqueItems"] is { } unique && (bool)unique && items.Select(item => item?.ToJsonString()).Distinct().Count() != items.Count)
        {
            findings.Add($"{path}: uniqueItems");
        }
    }

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value is JsonValue text && text.TryGetValue<string>(out _),
        "boolean" => value is JsonValue flag && flag.TryGetValue<bool>(out _),
        "number" => value is JsonValue number && number.TryGetValue<decimal>(out _),
        "integer" => value is JsonValue whole && whole.TryGetValue<decimal>(out var exact) && exact == decimal.Truncate(exact),
        _ => false,
    };

    private JsonNode Resolve(string reference) => reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, name) => node[name]!);
}
