using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Gateway.Contracts;

namespace Gateway.Proxy.Hosting;

/// <summary>Source-generated JSON for the records of the management API; names are snake_case as in LiteLLM.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
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
[JsonSerializable(typeof(KeyInfo))]
[JsonSerializable(typeof(TeamInfo))]
[JsonSerializable(typeof(TeamMember))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(CustomerInfo))]
[JsonSerializable(typeof(BudgetInfo))]
[JsonSerializable(typeof(TagInfo))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(List<BudgetLimit>))]
[JsonSerializable(typeof(Dictionary<string, ModelBudget>))]
[JsonSerializable(typeof(List<TeamMember>))]
[JsonSerializable(typeof(ActivitySeries))]
[JsonSerializable(typeof(AlertReport))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(DeploymentList))]
[JsonSerializable(typeof(DeploymentInfo))]
[JsonSerializable(typeof(DeploymentTest))]
[JsonSerializable(typeof(RunningConfig))]
[JsonSerializable(typeof(BudgetUseList))]
[JsonSerializable(typeof(CacheSize))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
internal sealed partial class ContractsJson : JsonSerializerContext;
