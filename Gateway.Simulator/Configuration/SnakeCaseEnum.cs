using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Simulator.Configuration;

/// <summary>Writes <c>ResetMidStream</c> as <c>"reset_mid_stream"</c>.</summary>
internal sealed class SnakeCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
