using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A tag being made or changed.</summary>
public sealed class TagForm
{
    public bool IsNew { get; private init; } = true;

    public string? Name { get; set; }

    public string? Description { get; set; }

    public LimitsForm Limits { get; private init; } = new();

    public static TagForm Of(TagInfo tag) => new()
    {
        IsNew = false,
        Name = tag.Name,
        Description = tag.Description,
        Limits = new LimitsForm { MaxBudget = tag.MaxBudget, SoftBudget = tag.SoftBudget, BudgetDuration = tag.BudgetDuration ?? "" },
    };

    /// <summary>The body of <c>/tag/new</c> or <c>/tag/update</c>.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject { ["name"] = Name?.Trim(), ["description"] = string.IsNullOrWhiteSpace(Description) ? null : Description.Trim() };
        Limits.WriteBudgetTo(body);
        Limits.WriteSoftBudgetTo(body);
        return body;
    }
}
