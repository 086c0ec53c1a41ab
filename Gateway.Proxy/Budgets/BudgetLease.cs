using Gateway.Proxy.Counters;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// What one request has reserved, in every budget that it counts against: in all of them, or in none. Settled once, with
/// the real cost. Where nobody has set a budget it only counts, so that one that is set later knows what was spent.
/// </summary>
internal sealed class BudgetLease
{
    private const int HashCharactersShown = 8;

    private readonly List<(BudgetScope Scope, int Beginnings)> _scopes = new(4);
    private readonly double _estimate;
    private readonly bool _enforces;
    private int _settled;

    private BudgetLease(double estimate, bool enforces)
    {
        _estimate = estimate;
        _enforces = enforces;
    }

    /// <param name="gateway">Of all requests together; null: none.</param>
    /// <param name="key">Who pays. A team's key is held to the team's budget and its member's share, not to its owner's own.</param>
    /// <param name="customer">On whose behalf; null: nobody known.</param>
    /// <param name="tags">Those of the request that have a budget or are counted.</param>
    /// <param name="model">The key's budget for the requested model; null: none.</param>
    /// <param name="estimate">US dollars to reserve.</param>
    /// <param name="enforces">False for models that cost nothing: never refused.</param>
    /// <param name="now">The moment.</param>
    /// <param name="refusal">The first budget that is used up.</param>
    public static BudgetLease? TryTake(BudgetScope? gateway, VirtualKey key, Account? customer, IReadOnlyList<Account> tags, KeyBudgetWindow? model, double estimate, bool enforces, DateTimeOffset now, out BudgetRefusal? refusal)
    {
        var lease = new BudgetLease(estimate, enforces);
        refusal = gateway is { } all ? lease.Take(all, now) : null;
        if (key.IsStored)
        {
            refusal ??= lease.Take(key, model, now);
        }

        if (customer is not null)
        {
            refusal ??= lease.Take(new BudgetScope("customer", customer.Id, null, customer.Settings.MaxBudget, customer.Settings.SoftBudget, customer.Spend), now);
        }

        foreach (var tag in tags)
        {
            refusal ??= lease.Take(new BudgetScope("tag", tag.Id, null, tag.Settings.MaxBudget, tag.Settings.SoftBudget, tag.Spend), now);
        }

        if (refusal is null)
        {
            return lease;
        }

        lease.Settle(0, now, null);
        return null;
    }

    /// <summary>A budget holds this request back, or would.</summary>
    public bool IsLimited
    {
        get
        {
            foreach (var (scope, _) in _scopes)
            {
                if (IsClaimed(scope))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What was granted here, as claims on the counters that all replicas share.</summary>
    public IEnumerable<SharedClaim> Claims(DateTimeOffset now) => Claimed.Select(held =>
    {
        var scope = held.Scope;
        var state = scope.Counter.State(now);
        return new SharedClaim(ClaimKind.Budget, BudgetScope.SharedName(scope.Kind, scope.Id, scope.Part, state.ResetAt), scope.Max!.Value, _estimate, state.Spend);
    });

    /// <summary>What all replicas together have spent, in the order of <see cref="Claims"/>.</summary>
    public void Learn(IEnumerable<double> spent)
    {
        foreach (var ((scope, beginnings), amount) in Claimed.Zip(spent))
        {
            scope.Counter.Learn(amount, beginnings);
        }
    }

    /// <summary>One of <see cref="Claims"/> was refused, since the replicas together have spent so much.</summary>
    public BudgetRefusal Refuse(int index, double spent, DateTimeOffset now)
    {
        var (scope, beginnings) = Claimed.ElementAt(index);
        scope.Counter.Learn(spent, beginnings);
        return new BudgetRefusal(scope.Kind, scope.Name, scope.Max!.Value, new BudgetState(spent, 0, scope.Counter.State(now).ResetAt));
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

        foreach (var (scope, beginnings) in _scopes)
        {
            var spend = scope.Counter.Settle(_estimate, cost, beginnings, now);
            if (spend >= scope.Soft && spend - cost < scope.Soft)
            {
                passed?.Invoke(scope, spend);
            }
        }
    }

    private BudgetRefusal? Take(VirtualKey key, KeyBudgetWindow? model, DateTimeOffset now)
    {
        var id = key.HashText;
        var title = key.Alias ?? id[..HashCharactersShown];
        var refusal = Take(new BudgetScope("key", id, null, key.MaxBudgetAt(now), key.SoftBudget, key.State.Spend) { Title = title }, now);
        foreach (var window in key.Rules.Windows)
        {
            refusal ??= Take(new BudgetScope("key", id, window.Name, window.MaxBudget, null, window.Counter) { Title = title }, now);
        }

        if (model is not null)
        {
            refusal ??= Take(new BudgetScope("key", id, model.Name, model.MaxBudget, null, model.Counter) { Title = title }, now);
        }

        if (key.Team is { } team)
        {
            refusal ??= Take(new BudgetScope("team", team.Id, null, team.Settings.MaxBudget, team.Settings.SoftBudget, team.Spend), now);
        }

        if (key.Organization is { } organization)
        {
            refusal ??= Take(new BudgetScope("organization", organization.Id, null, organization.Settings.MaxBudget, organization.Settings.SoftBudget, organization.Spend), now);
        }

        if (key.Member is { } member)
        {
            refusal ??= Take(new BudgetScope("team member", member.Id, key.TeamId, member.Settings.MaxBudget, null, member.Spend), now);
        }

        if (key.User is { } user)
        {
            refusal ??= Take(new BudgetScope("user", user.Id, null, key.Team is null ? user.Settings.MaxBudget : null, null, user.Spend), now);
        }

        return refusal;
    }

    private IEnumerable<(BudgetScope Scope, int Beginnings)> Claimed => _scopes.Where(held => IsClaimed(held.Scope));

    private bool IsClaimed(BudgetScope scope) => _enforces && scope.Max is not null;

    private BudgetRefusal? Take(BudgetScope scope, DateTimeOffset now)
    {
        if (!scope.Counter.TryReserve(_enforces ? scope.Max : null, _estimate, now, out var state))
        {
            return new BudgetRefusal(scope.Kind, scope.Name, scope.Max!.Value, state);
        }

        _scopes.Add((scope, state.Beginnings));
        return null;
    }
}
