using Gateway.Proxy.Model;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// What one request has reserved, in every budget that it counts against: in all of them, or in none. Settled once, with
/// the real cost. Where nobody has set a budget it only counts, so that one that is set later knows what was spent.
/// </summary>
internal sealed class BudgetLease
{
    private const int HashCharactersShown = 8;

    private readonly List<BudgetScope> _scopes = new(4);
    private readonly double _estimate;
    private int _settled;

    private BudgetLease(double estimate) => _estimate = estimate;

    /// <param name="key">Who pays. A team's key is held to the team's budget and its member's share, not to its owner's own.</param>
    /// <param name="customer">On whose behalf; null: nobody known.</param>
    /// <param name="model">The key's budget for the requested model; null: none.</param>
    /// <param name="estimate">US dollars to reserve.</param>
    /// <param name="enforces">False for models that cost nothing: never refused.</param>
    /// <param name="now">The moment.</param>
    /// <param name="refusal">The first budget that is used up.</param>
    public static BudgetLease? TryTake(VirtualKey key, Account? customer, KeyBudgetWindow? model, double estimate, bool enforces, DateTimeOffset now, out BudgetRefusal? refusal)
    {
        var lease = new BudgetLease(estimate);
        refusal = key.IsStored ? lease.Take(key, model, enforces, now) : null;
        if (customer is not null)
        {
            refusal ??= lease.Take(new BudgetScope("customer", customer.Id, customer.Settings.MaxBudget, customer.Settings.SoftBudget, customer.Spend), enforces, now);
        }

        if (refusal is null)
        {
            return lease;
        }

        lease.Settle(0, now, null);
        return null;
    }

    /// <param name="cost">US dollars, as in the spend log.</param>
    /// <param name="now">The moment.</param>
    /// <param name="passed">Told of every soft budget that this cost has passed.</param>
    public void Settle(double cost, DateTimeOffset now, Action<BudgetScope, double>? passed)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 1)
        {
            return;
        }

        foreach (var scope in _scopes)
        {
            var spend = scope.Counter.Settle(_estimate, cost, now);
            if (spend >= scope.Soft && spend - cost < scope.Soft)
            {
                passed?.Invoke(scope, spend);
            }
        }
    }

    private BudgetRefusal? Take(VirtualKey key, KeyBudgetWindow? model, bool enforces, DateTimeOffset now)
    {
        var name = key.Alias ?? key.HashText[..HashCharactersShown];
        var refusal = Take(new BudgetScope("key", name, key.MaxBudgetAt(now), key.SoftBudget, key.State.Spend), enforces, now);
        foreach (var window in key.Rules.Windows)
        {
            refusal ??= Take(new BudgetScope("key", $"{name} ({window.Name})", window.MaxBudget, null, window.Counter), enforces, now);
        }

        if (model is not null)
        {
            refusal ??= Take(new BudgetScope("key", $"{name} ({model.Name})", model.MaxBudget, null, model.Counter), enforces, now);
        }

        if (key.Team is { } team)
        {
            refusal ??= Take(new BudgetScope("team", team.Id, team.Settings.MaxBudget, team.Settings.SoftBudget, team.Spend), enforces, now);
        }

        if (key.Member is { } member)
        {
            refusal ??= Take(new BudgetScope("team member", member.Id, member.Settings.MaxBudget, null, member.Spend), enforces, now);
        }

        if (key.User is { } user)
        {
            refusal ??= Take(new BudgetScope("user", user.Id, key.Team is null ? user.Settings.MaxBudget : null, null, user.Spend), enforces, now);
        }

        return refusal;
    }

    private BudgetRefusal? Take(BudgetScope scope, bool enforces, DateTimeOffset now)
    {
        if (!scope.Counter.TryReserve(enforces ? scope.Max : null, _estimate, now, out var state))
        {
            return new BudgetRefusal(scope.Kind, scope.Name, scope.Max!.Value, state);
        }

        _scopes.Add(scope);
        return null;
    }
}
