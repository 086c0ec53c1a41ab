using Gateway.Proxy.Budgets;

namespace Gateway.Proxy.Alerts;

/// <summary>Budgets that are passed, in the words for a person.</summary>
internal sealed class BudgetAlerts(AlertQueue alerts)
{
    public void SoftBudgetPassed(BudgetScope scope, double spend) => alerts.Add(
        new(AlertKind.SoftBudgetPassed, $"{scope.Kind}:{scope.Id}:{scope.Part}", $"The {scope.Kind} {scope.Name} has spent ${spend:0.00} and passed its soft budget of ${scope.Soft:0.00}; requests go on.")
        {
            Spend = spend,
            MaxBudget = scope.Max,
        });

    public void UsedUp(BudgetRefusal refusal)
    {
        // Once for each request that is refused.
        if (alerts.Wants(AlertKind.BudgetUsedUp))
        {
            Add(refusal, "its requests are refused");
        }
    }

    /// <summary>Of a deployment or a provider: others serve instead.</summary>
    public void PassedOver(BudgetRefusal refusal) => Add(refusal, "it is passed over");

    private void Add(BudgetRefusal refusal, string then) => alerts.Add(
        new(AlertKind.BudgetUsedUp, $"{refusal.Kind}:{refusal.Name}", $"The {refusal.Kind} {refusal.Name} has used up its budget of ${refusal.Max:0.00}; {then}.")
        {
            Spend = refusal.State.Spend,
            MaxBudget = refusal.Max,
        });
}
