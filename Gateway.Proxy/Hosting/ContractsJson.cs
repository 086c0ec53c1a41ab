using System.Text.Json.Serialization;
using Gateway.Contracts;

namespace Gateway.Proxy.Hosting;

/// <summary>Source-generated JSON for the records of the management API; names are snake_case as in LiteLLM.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(ModelCardList))]
[JsonSerializable(typeof(HealthSummary))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(CachePing))]
[JsonSerializable(typeof(CacheDeleteRequest))]
[JsonSerializable(typeof(CacheDeleted))]
[JsonSerializable(typeof(RedisInfo))]
[JsonSerializable(typeof(IReadOnlyList<RouteInfo>))]
internal sealed partial class ContractsJson : JsonSerializerContext;
