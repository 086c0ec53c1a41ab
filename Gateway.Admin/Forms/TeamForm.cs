using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A team being made or changed.</summary>
public sealed class TeamForm
{
    /// <summary>Null: it is being made.</summary>
    public string? Id { get; private init; }

    public string? Alias { get; set; }

    /// <summary>Empty: none.</summary>
    public string? OrganizationId { get; set; }

    public IReadOnlyList<string> Models { get; set; } = [];

    public LimitsForm Limits { get; private init; } = new();

    /// <summary>See <see cref="TagList"/>.</summary>
    public string? Tags { get; set; }

    public string? Priority { get; set; }

    private JsonObject Metadata { get; init; } = [];

    public static TeamForm Of(TeamInfo team) => new()
    {
        Id = team.TeamId,
        Alias = team.TeamAlias,
        OrganizationId = team.OrganizationId,
        Models = team.Models,
        Metadata = team.Metadata,
        Tags = TagList.Text(TagList.Of(team.Metadata)),
        Priority = PriorityField.Of(team.Metadata),
        Limits = new LimitsForm
        {
            MaxBudget = team.MaxBudget,
            SoftBudget = team.SoftBudget,
            BudgetDuration = team.BudgetDuration ?? "",
            Rpm = team.RpmLimit,
            Tpm = team.TpmLimit,
            Parallel = team.MaxParallelRequests,
        },
    };

    /// <summary>The body of <c>/team/new</c> or <c>/team/update</c>.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject { ["team_alias"] = Alias?.Trim(), ["models"] = new JsonArray([.. Models.Select(model => (JsonNode)model)]) };
        body["organization_id"] = string.IsNullOrEmpty(OrganizationId) ? null : OrganizationId;
        Limits.WriteTo(body);
        Limits.WriteSoftBudgetTo(body);
        PriorityField.Write(body, Metadata, Priority);
        if ((Tags ?? "") != TagList.Text(TagList.Of(Metadata)))
        {
            body["tags"] = TagList.ToJson(Tags);
        }

        if (Id is not null)
        {
            body["team_id"] = Id;
        }

        return body;
    }
}
