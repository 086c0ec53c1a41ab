using System.Buffers;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Routing;

/// <summary>Picks deployments for a <see cref="RoutePlan"/>: who may serve, then the group's strategy among those.</summary>
internal sealed class RoutePlanner(TimeProvider time)
{
    public DeploymentLease? TryTake(RoutePlan plan, out Unavailable reason, out TimeSpan retryAfter)
    {
        var group = plan.Current.Group;
        if (plan.Current.Pinned is { } pinned)
        {
            if (pinned.State.IsDrained || IsOverBudget(plan, pinned))
            {
                (reason, retryAfter) = (pinned.State.IsDrained ? Unavailable.Drained : Unavailable.OverBudget, TimeSpan.Zero);
                return null;
            }

            return TryEnter(plan, pinned, out reason, out retryAfter);
        }

        var candidates = ArrayPool<Deployment>.Shared.Rent(group.Deployments.Length);
        try
        {
            var search = new Search(group.Deployments.Length) { SkipsUnhealthy = plan.SkipsUnhealthy };
            while (true)
            {
                var count = Candidates(plan, candidates, search, time.GetTimestamp());
                if (count == 0)
                {
                    // A group whose every probe failed is used all the same: the probes may be what is wrong.
                    if (search.SkipsUnhealthy)
                    {
                        search.SkipsUnhealthy = false;
                        continue;
                    }

                    break;
                }

                var chosen = candidates[group.Strategy.Choose(candidates.AsSpan(0, count), new RoutingRequest(group.Name, plan.Prompt))];
                if (TryEnter(plan, chosen, out _, out var wait) is { } lease)
                {
                    (reason, retryAfter) = (Unavailable.None, TimeSpan.Zero);
                    return lease;
                }

                search.Exclude(chosen, wait);
            }

            return Probe(plan, search, out reason, out retryAfter);
        }
        finally
        {
            ArrayPool<Deployment>.Shared.Return(candidates, clearArray: true);
        }
    }

    public bool HasUntried(RoutePlan plan)
    {
        var now = time.GetTimestamp();
        foreach (var deployment in plan.Current.Group.Deployments)
        {
            if (deployment.Order == plan.Level && !plan.Tried.Contains(deployment) && !deployment.State.IsDrained && !deployment.State.IsCoolingDown(now) && !IsOverBudget(plan, deployment))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOverBudget(RoutePlan plan, Deployment deployment) => plan.Current.Group.HasBudgets && deployment.UsedUpBudget(time.GetUtcNow()) is not null;

    // Those of the lowest order level that may serve; where some of them were not tried yet, only those.
    private int Candidates(RoutePlan plan, Deployment[] into, in Search search, long now)
    {
        var count = 0;
        foreach (var deployment in plan.Current.Group.Deployments)
        {
            if (count > 0 && deployment.Order != into[0].Order)
            {
                break;
            }

            if (deployment.Order >= plan.Level && search.MayServe(plan, deployment, now) && !IsOverBudget(plan, deployment))
            {
                into[count++] = deployment;
            }
        }

        if (plan.Tried.Count == 0)
        {
            return count;
        }

        var untried = 0;
        for (var i = 0; i < count; i++)
        {
            if (!plan.Tried.Contains(into[i]))
            {
                (into[untried], into[i]) = (into[i], into[untried]);
                untried++;
            }
        }

        return untried > 0 ? untried : count;
    }

    // Nobody may serve. If cooldowns are to blame, the one that ends first is tried once: a probe costs less than an outage.
    private DeploymentLease? Probe(RoutePlan plan, in Search search, out Unavailable reason, out TimeSpan retryAfter)
    {
        if (search.AtLimit)
        {
            (reason, retryAfter) = (Unavailable.AtLimit, search.LimitWait);
            return null;
        }

        var now = time.GetTimestamp();
        Deployment? soonest = null;
        var shortest = TimeSpan.MaxValue;
        var otherwise = Unavailable.PromptTooLong;
        foreach (var deployment in plan.Current.Group.Deployments)
        {
            if (deployment.State.IsDrained || IsOverBudget(plan, deployment))
            {
                otherwise = deployment.State.IsDrained ? Unavailable.Drained : Unavailable.OverBudget;
                continue;
            }

            var left = deployment.State.CooldownLeft(now);
            if (left > TimeSpan.Zero && left < shortest)
            {
                (soonest, shortest) = (deployment, left);
            }
        }

        if (soonest is null)
        {
            (reason, retryAfter) = (otherwise, TimeSpan.Zero);
            return null;
        }

        if (!plan.Probed && TryEnter(plan, soonest, out _, out _) is { } lease)
        {
            plan.Probed = true;
            (reason, retryAfter) = (Unavailable.None, TimeSpan.Zero);
            lease.IsProbe = true;
            return lease;
        }

        (reason, retryAfter) = (Unavailable.CoolingDown, shortest);
        return null;
    }

    private static DeploymentLease? TryEnter(RoutePlan plan, Deployment deployment, out Unavailable reason, out TimeSpan retryAfter)
    {
        (reason, retryAfter) = (Unavailable.None, TimeSpan.Zero);
        var state = deployment.State;
        if (!state.TryEnter(deployment.MaxParallelRequests))
        {
            (reason, retryAfter) = (Unavailable.AtLimit, TimeSpan.FromSeconds(1));
            return null;
        }

        WindowGrant? tokens = null;
        if (plan.Current.Group.EnforceDeploymentLimits)
        {
            if (!state.RecentTokens.TryTake(Math.Max(1, plan.PromptTokens), deployment.Tpm, out var grant, out retryAfter))
            {
                state.Leave();
                reason = Unavailable.AtLimit;
                return null;
            }

            if (!state.RecentRequests.TryTake(1, deployment.Rpm, out _, out retryAfter))
            {
                state.RecentTokens.Settle(grant, 0);
                state.Leave();
                reason = Unavailable.AtLimit;
                return null;
            }

            tokens = grant;
        }

        var model = deployment.IsWildcard && plan.Current.Matched is { } matched
            ? new UpstreamModel(deployment.Model.Name.Replace("*", matched, StringComparison.Ordinal))
            : deployment.Model;
        plan.Tried.Add(deployment);
        plan.Level = deployment.Order;
        return new DeploymentLease(deployment, model, tokens);
    }

    /// <summary>What one search has learned: who turned out to be full, and for how long.</summary>
    private struct Search(int size)
    {
        private List<Deployment>? _full;

        public bool AtLimit => _full is not null;

        public bool SkipsUnhealthy { get; set; }

        public TimeSpan LimitWait { get; private set; } = TimeSpan.MaxValue;

        public void Exclude(Deployment deployment, TimeSpan wait)
        {
            (_full ??= new List<Deployment>(size)).Add(deployment);
            LimitWait = wait < LimitWait ? wait : LimitWait;
        }

        public readonly bool MayServe(RoutePlan plan, Deployment deployment, long now) =>
            !deployment.State.IsCoolingDown(now)
            && !deployment.State.IsDrained
            && !(SkipsUnhealthy && deployment.State.LastProbeHealthy == false)
            && (_full is null || !_full.Contains(deployment))
            && !(deployment.MaxInputTokens < plan.PromptTokens && plan.ChecksPromptLength);
    }
}
