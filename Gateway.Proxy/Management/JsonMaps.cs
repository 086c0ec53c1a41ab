using System.Text.Json.Nodes;

namespace Gateway.Proxy.Management;

/// <summary>Free-form objects of a request's body.</summary>
internal static class JsonMaps
{
    /// <summary>Null: it is not there.</summary>
    public static JsonObject? Of(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonObject map => map,
        _ => throw ManagementException.Invalid(name, "must be an object."),
    };

    /// <summary>A copy with the members that were sent; null takes one away.</summary>
    public static JsonObject Merge(JsonObject before, JsonObject? changes)
    {
        var after = (JsonObject)before.DeepClone();
        foreach (var (name, value) in changes ?? [])
        {
            if (value is null)
            {
                after.Remove(name);
            }
            else
            {
                after[name] = value.DeepClone();
            }
        }

        return after;
    }
}
