using System.Text.Json;
using Gateway.Simulator.Generation;

namespace Gateway.Simulator.JsonSchema;

/// <summary>
/// All the schemas that hold at one place, as one: the schema itself, what <c>$ref</c> and <c>allOf</c> add, and one branch
/// of <c>anyOf</c> or <c>oneOf</c>.
/// </summary>
internal sealed class SchemaView
{
    private const int MaxParts = 64;

    private readonly JsonElement _root;
    private readonly List<JsonElement> _parts = [];

    private SchemaView(JsonElement root) => _root = root;

    /// <param name="root">Where <c>#/…</c> points.</param>
    /// <param name="schema">The schema to look at.</param>
    /// <param name="random">Picks among the branches.</param>
    /// <param name="simplest">Take the branch that nests least: the value is deep enough.</param>
    public static SchemaView Of(JsonElement root, JsonElement schema, ref DeterministicRandom random, bool simplest)
    {
        var view = new SchemaView(root);
        view.Add(schema, ref random, simplest);
        return view;
    }

    public bool TryGet(string keyword, out JsonElement value)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Every value of the keyword, for keywords that add up over the parts.</summary>
    public IEnumerable<JsonElement> All(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
            {
                yield return value;
            }
        }
    }

    /// <summary>The greatest of the numbers that the parts give, or null.</summary>
    public decimal? Greatest(string keyword) => Numbers(keyword).Max();

    /// <summary>The least of the numbers that the parts give, or null.</summary>
    public decimal? Least(string keyword) => Numbers(keyword).Min();

    private IEnumerable<decimal?> Numbers(string keyword) => All(keyword)
        .Where(value => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _))
        .Select(value => (decimal?)value.GetDecimal());

    private void Add(JsonElement schema, ref DeterministicRandom random, bool simplest)
    {
        // true and false are schemas too; a ring of references ends at the limit.
        if (schema.ValueKind != JsonValueKind.Object || _parts.Count >= MaxParts)
        {
            return;
        }

        _parts.Add(schema);
        if (schema.TryGetProperty("$ref", out var reference) && Resolve(reference.GetString()) is { } target)
        {
            Add(target, ref random, simplest);
        }

        if (schema.TryGetProperty("allOf", out var all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in all.EnumerateArray())
            {
                Add(part, ref random, simplest);
            }
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var branches) && branches.ValueKind == JsonValueKind.Array && branches.GetArrayLength() > 0)
            {
                Add(simplest ? branches.EnumerateArray().MinBy(Nesting) : branches[random.Below(branches.GetArrayLength())], ref random, simplest);
            }
        }
    }

    private static int Nesting(JsonElement schema) => schema.ValueKind != JsonValueKind.Object ? 0
        : schema.TryGetProperty("$ref", out _) ? 3
        : schema.TryGetProperty("properties", out _) || schema.TryGetProperty("items", out _) || schema.TryGetProperty("anyOf", out _) ? 2
        : schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null" ? 0
        : 1;

    /// <summary>A JSON pointer into the same document: <c>#/$defs/node</c>, or <c>#</c> for all of it.</summary>
    private JsonElement? Resolve(string? reference)
    {
        if (reference is null || !reference.StartsWith('#'))
        {
            return null;
        }

        var at = _root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
