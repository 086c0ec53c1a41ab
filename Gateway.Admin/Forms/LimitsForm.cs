using System.Text.Json.Nodes;

namespace Gateway.Admin.Forms;

/// <summary>Budget and rate limits, as keys, teams, users and shared budgets all have them.</summary>
public sealed class LimitsForm
{
    public double? MaxBudget { get; set; }

    public double? SoftBudget { get; set; }

    /// <summary><c>30d</c>, <c>1mo</c>, …; empty: the budget is never reset.</summary>
    public string BudgetDuration { get; set; } = "";

    public double? Rpm { get; set; }

    public double? Tpm { get; set; }

    public double? Parallel { get; set; }

    /// <summary>Nulls are written too: they take a limit away.</summary>
    public void WriteTo(JsonObject body)
    {
        WriteBudgetTo(body);
        body["rpm_limit"] = (long?)Rpm;
        body["tpm_limit"] = (long?)Tpm;
        body["max_parallel_requests"] = (int?)Parallel;
    }

    public void WriteBudgetTo(JsonObject body)
    {
        body["max_budget"] = MaxBudget;
        body["budget_duration"] = BudgetDuration.Length == 0 ? null : BudgetDuration;
    }

    public void WriteSoftBudgetTo(JsonObject body) => body["soft_budget"] = SoftBudget;
}
