using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>An organization being made or changed.</summary>
public sealed class OrganizationForm
{
    /// <summary>Null: it is being made.</summary>
    public string? Id { get; private init; }

    public string? Alias { get; set; }

    public IReadOnlyList<string> Models { get; set; } = [];

    public string? BudgetId { get; set; }

    public LimitsForm Limits { get; private init; } = new();

    public static OrganizationForm Of(OrganizationInfo organization) => new()
    {
        Id = organization.OrganizationId,
        Alias = organization.OrganizationAlias,
        Models = organization.Models,
        BudgetId = organization.BudgetId,
        Limits = new LimitsForm
        {
            MaxBudget = organization.MaxBudget,
            SoftBudget = organization.SoftBudget,
            BudgetDuration = organization.BudgetDuration ?? "",
            Rpm = organization.RpmLimit,
            Tpm = organization.TpmLimit,
            Parallel = organization.MaxParallelRequests,
        },
    };

    /// <summary>The body of <c>/organization/new</c> or <c>/organization/update</c>.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["organization_alias"] = Alias?.Trim(),
            ["models"] = new JsonArray([.. Models.Select(model => (JsonNode)model)]),
            ["budget_id"] = string.IsNullOrEmpty(BudgetId) ? null : BudgetId,
        };
        Limits.WriteTo(body);
        Limits.WriteSoftBudgetTo(body);
        if (Id is not null)
        {
            body["organization_id"] = Id;
        }

        return body;
    }
}
