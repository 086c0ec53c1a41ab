using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Proxy.Management;

/// <summary>Puts the fields of a body into a record: those that were sent, and only those that clients may set.</summary>
internal static class Fields
{
    /// <summary>A copy of <paramref name="current"/> with the fields that <paramref name="body"/> has. Null sets a field back to its default.</summary>
    public static T Merge<T>(T current, JsonObject body, JsonTypeInfo<T> type, params ReadOnlySpan<string> fields) where T : class
    {
        var merged = ToNode(current, type);
        foreach (var field in fields)
        {
            if (!body.TryGetPropertyValue(field, out var value))
            {
                continue;
            }

            if (value is null)
            {
                merged.Remove(field);
            }
            else
            {
                merged[field] = value.DeepClone();
            }
        }

        try
        {
            return merged.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            // "$.model_max_budget.m.budget_limit": the path names the field, and holds no value.
            var path = exception.Path is ['$', '.', .. var rest] ? rest : exception.Path ?? "";
            var field = path.Split('.', '[')[0];
            throw ManagementException.Invalid(field, path == field ? "has the wrong type." : $"has a value of the wrong type at {path}.");
        }
    }

    public static JsonObject ToNode<T>(T value, JsonTypeInfo<T> type) where T : class => (JsonObject)JsonSerializer.SerializeToNode(value, type)!;
}
