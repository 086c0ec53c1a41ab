using System.Data.Common;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Budgets;

/// <summary>Keeps the budgets of deployments and providers current: what requests cost here, and what other replicas have written.</summary>
internal sealed partial class DeploymentBudgets(SnapshotStore snapshots, BudgetAlerts alerts, TimeProvider time, ILogger<DeploymentBudgets> logger)
{
    /// <summary>Each of them once.</summary>
    public IEnumerable<DeploymentBudget> All => snapshots.Current.DeploymentsById.Values.SelectMany(deployment => deployment.Budgets).DistinctBy(budget => (budget.Kind, budget.Id));

    /// <summary>A request was served by this deployment.</summary>
    /// <param name="deployment">Which one.</param>
    /// <param name="cost">US dollars, as in the spend log.</param>
    public void Add(Deployment deployment, double cost)
    {
        var now = time.GetUtcNow();
        foreach (var budget in deployment.Budgets)
        {
            if (budget.Add(cost, now))
            {
                LogUsedUp(budget.Kind, budget.Name, budget.Id, budget.Settings.Max);
                alerts.PassedOver(budget.Refusal(now));
            }
        }
    }

    /// <summary>Lets the counters know what the database knows.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="again">False: only those that are new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RefreshAsync(DbConnection connection, bool again, CancellationToken cancellationToken)
    {
        var zone = snapshots.Current.Config.LitellmSettings.Timezone;
        foreach (var budget in All)
        {
            if (again)
            {
                // Used here or not: a replica that was idle must not be the one that knows nothing.
                budget.Spend.Counter.Doubt();
            }

            await budget.Spend.RefreshAsync(
                budget.Settings.Duration, zone, again,
                start => budget.Kind == DeploymentBudget.OfProvider
                    ? SpentSince.OfProviderAsync(connection, budget.Id, start, cancellationToken)
                    : SpentSince.OfDeploymentAsync(connection, budget.Id, start, cancellationToken),
                time.GetUtcNow());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Name} ({Id}) has used up its budget of {MaxBudget} US dollars: it is passed over until that begins anew")]
    private partial void LogUsedUp(string kind, string name, string id, double maxBudget);
}
