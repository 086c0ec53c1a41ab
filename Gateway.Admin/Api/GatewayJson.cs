using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Admin.Api;

/// <summary>How the management API writes JSON.</summary>
internal static class GatewayJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };
}
