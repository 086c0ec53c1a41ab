using System.Text.Json.Serialization;

namespace Gateway.Proxy.Batches;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Batch))]
internal sealed partial class BatchJson : JsonSerializerContext;
