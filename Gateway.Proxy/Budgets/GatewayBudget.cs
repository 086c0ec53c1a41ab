using System.Data.Common;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Budgets;

/// <summary><c>litellm_settings.max_budget</c>: what all requests together may cost, in each window of <c>budget_duration</c> or ever.</summary>
internal sealed class GatewayBudget(ConfigStore config, TimeProvider time)
{
    public const string Kind = "gateway";
    public const string Id = "all requests";

    private readonly SummedCounter _spend = new();

    /// <summary>The budget as a request counts against it; null: these settings have none.</summary>
    public BudgetScope? Scope(LitellmSettings settings) =>
        settings.MaxBudget is { } max ? new BudgetScope(Kind, Id, null, max, null, _spend.Counter) : null;

    /// <summary>What is spent in the window that holds <paramref name="now"/>.</summary>
    public BudgetState State(DateTimeOffset now) => _spend.Counter.State(now);

    /// <summary>Lets the counter know what the database knows.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="again">False: only where it is new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RefreshAsync(DbConnection connection, bool again, CancellationToken cancellationToken)
    {
        var settings = config.Current.LitellmSettings;
        if (settings.MaxBudget is null)
        {
            _spend.Forget();
            return Task.CompletedTask;
        }

        return _spend.RefreshAsync(settings.BudgetDuration, settings.Timezone, again, start => SpentSince.OfAllAsync(connection, start, cancellationToken), time.GetUtcNow());
    }
}
