using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Bench.Load;

internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
}
