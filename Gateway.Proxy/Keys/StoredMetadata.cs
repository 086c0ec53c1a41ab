using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Keys;

/// <summary>What LiteLLM keeps in the <c>metadata</c> of keys and teams. It was checked when it was stored; what is wrong all the same counts as not there.</summary>
internal readonly struct StoredMetadata(JsonObject fields)
{
    public const string AllowedCacheControls = "allowed_cache_controls";
    public const string AllowedPassThroughRoutes = "allowed_passthrough_routes";
    public const string EnforcedParams = "enforced_params";
    public const string RouterSettings = "router_settings";
    public const string RpmLimitType = "rpm_limit_type";
    public const string TpmLimitType = "tpm_limit_type";

    /// <summary>The limit holds only while the model has failures.</summary>
    public const string Dynamic = "dynamic";

    /// <summary>Limits of this kind are promises: together they may be no more than what is above them has.</summary>
    public const string Guaranteed = "guaranteed_throughput";

    // {"priority": "prod"}
    public string? Priority => Text("priority");

    public CallerRouting? Routing => fields.Count > 0 ? CallerRoutingReader.Read(fields[RouterSettings], out _) : null;

    // {"temp_budget_increase": 100, "temp_budget_expiry": "2026-01-31T00:00:00Z"}; both live in the metadata, as in LiteLLM.
    public BudgetIncrease? BudgetIncrease =>
        fields["temp_budget_increase"] is JsonValue amount && amount.TryGetValue<double>(out var dollars)
        && Text("temp_budget_expiry") is { } expiry && DateTimeOffset.TryParse(expiry, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? new BudgetIncrease(dollars, until)
            : null;

    public string? Text(string name) => fields.Count > 0 && fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // {"tags": ["prod"]}
    public string[] Texts(string name) =>
        fields.Count > 0 && fields[name] is JsonArray { Count: > 0 } values ? [.. values.Where(value => value?.GetValueKind() == JsonValueKind.String).Select(value => value!.GetValue<string>())] : [];
}
