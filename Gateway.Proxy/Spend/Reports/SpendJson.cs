using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>Source-generated JSON for the reports; names are snake_case as in LiteLLM.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<SpendLogRow>))]
[JsonSerializable(typeof(IReadOnlyList<SpendLogDay>))]
[JsonSerializable(typeof(SpendLogPage))]
[JsonSerializable(typeof(IReadOnlyList<KeySpend>))]
[JsonSerializable(typeof(IReadOnlyList<UserSpend>))]
[JsonSerializable(typeof(IReadOnlyList<TagSpend>))]
[JsonSerializable(typeof(SpendCalculation))]
[JsonSerializable(typeof(GlobalSpend))]
[JsonSerializable(typeof(IReadOnlyList<DaySpend>))]
[JsonSerializable(typeof(IReadOnlyList<ModelSpend>))]
[JsonSerializable(typeof(IReadOnlyList<ProviderSpend>))]
[JsonSerializable(typeof(IReadOnlyList<EndUserSpend>))]
[JsonSerializable(typeof(GlobalTagSpendReport))]
[JsonSerializable(typeof(TagNames))]
[JsonSerializable(typeof(TeamSpendReport))]
[JsonSerializable(typeof(IReadOnlyList<SpendReportDay>))]
[JsonSerializable(typeof(IReadOnlyList<SpendReportKey>))]
[JsonSerializable(typeof(ActivityReport))]
[JsonSerializable(typeof(IReadOnlyList<ModelActivity>))]
[JsonSerializable(typeof(IReadOnlyList<CacheActivity>))]
[JsonSerializable(typeof(DailyActivityReport))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(SpendGroups))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
internal sealed partial class SpendJson : JsonSerializerContext;
