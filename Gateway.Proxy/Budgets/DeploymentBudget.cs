using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// What a deployment, or a provider's deployments together, may cost. Unlike the budgets of those who call it refuses nobody: the deployment is
/// passed over, and others of its group and its fallbacks serve. Requests that are under way when it is used up are the last.
/// </summary>
/// <param name="Kind"><see cref="OfProvider"/> or <see cref="OfDeployment"/>.</param>
/// <param name="Id">Which one.</param>
/// <param name="Name">For people: the provider, or the model group that the deployment belongs to.</param>
/// <param name="Settings">How much.</param>
/// <param name="Spend">What was spent; shared by all deployments of a provider.</param>
internal sealed record DeploymentBudget(string Kind, string Id, string Name, DeploymentBudgetSettings Settings, SummedCounter Spend)
{
    public const string OfProvider = "provider";
    public const string OfDeployment = "deployment";

    public bool IsUsedUp(DateTimeOffset now) => Spend.Counter.Spend(now) >= Settings.Max;

    /// <summary>Adds what a request has cost; true when that has used the budget up.</summary>
    public bool Add(double cost, DateTimeOffset now)
    {
        Spend.Counter.TryReserve(max: null, estimate: 0, now, out var before);
        return Spend.Counter.Settle(0, cost, before.Beginnings, now) >= Settings.Max && before.Spend < Settings.Max;
    }

    /// <summary>For errors and alerts.</summary>
    public BudgetRefusal Refusal(DateTimeOffset now) => new(Kind, Name, Settings.Max, Spend.Counter.State(now));
}
