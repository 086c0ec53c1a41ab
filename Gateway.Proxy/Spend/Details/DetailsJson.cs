using System.Text.Json.Serialization;
using Gateway.Contracts;

namespace Gateway.Proxy.Spend.Details;

/// <summary>Source-generated JSON for the column <c>request_details.attempts</c> and the answer that shows it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<FailedAttempt>))]
[JsonSerializable(typeof(RequestDetails))]
internal sealed partial class DetailsJson : JsonSerializerContext;
