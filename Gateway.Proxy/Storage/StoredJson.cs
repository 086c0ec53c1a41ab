using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Proxy.Storage;

/// <summary>Lists and maps as JSON text.</summary>
internal static class StoredJson
{
    public static string? Text<T>(T? value, JsonTypeInfo<T> type) where T : class => value is null ? null : JsonSerializer.Serialize(value, type);
}
