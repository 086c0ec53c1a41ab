using System.Runtime.CompilerServices;
using Gateway.Proxy.Counters;
using Gateway.Proxy.Model;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Limits;

/// <summary>
/// All whose limits one request is held to: its key, the key for this model, the team, the team for this model, the organization, the
/// organization for this model, the member, the owner, the customer, the model, the priority, the whole gateway. Taken together or not at all.
/// </summary>
internal struct LimitScopes
{
    private Slots _scopes;
    private int _count;

    /// <param name="context">After ModelAccess.</param>
    /// <param name="gateway">What all requests together are using.</param>
    /// <param name="groups">What all requests to a model group are using, and those of each priority.</param>
    public LimitScopes(InferenceContext context, KeyUsage gateway, ModelUsages groups)
    {
        var (key, group) = (context.Key!, context.Model.Group.Name);
        if (key.LimitsFor(context.Model.Group) is { IsUnlimited: false } own)
        {
            Add(new("key", "key", key.HashText, null, own, key.Usage));
        }

        if ((ForModel(key.Rules.ModelLimits, context) ?? (key.IsMaster ? null : context.Model.Group.DefaultKeyLimits)) is { } model)
        {
            Add(new("key and model", "key", key.HashText, group, model, key.State.Models.Of(group)));
        }

        if (key.Team is { } team)
        {
            Add("key's team", "team", team.Id, null, team);
            if (ForModel(team.Settings.ModelLimits, context) is { } teamModel)
            {
                Add(new("key's team and model", "team", team.Id, group, teamModel, team.Models.Of(group)));
            }
        }

        if (key.Organization is { } organization)
        {
            Add("key's organization", "organization", organization.Id, null, organization);
            if (ForModel(organization.Settings.ModelLimits, context) is { } organizationModel)
            {
                Add(new("key's organization and model", "organization", organization.Id, group, organizationModel, organization.Models.Of(group)));
            }
        }

        if (key.Member is { } member)
        {
            Add("team member", "member", key.TeamId, member.Id, member);
        }

        if (key.User is { } user)
        {
            Add("key's user", "user", user.Id, null, user);
        }

        if (context.Customer is { } customer)
        {
            Add("customer", "customer", customer.Id, null, customer);
        }

        if (context.Model.Group.Capacity is { } capacity && !key.IsMaster)
        {
            var all = groups.Of(group);
            var share = capacity.ShareOf(key.Priority);
            var isBusy = all.PartUsed(capacity.Limits) >= capacity.Threshold;

            // Counted while the model is idle too: what was borrowed then is not there again when it gets busy.
            Add(new("model, whoever calls it", "group", group, null, capacity.Limits, all));
            Add(new(share.Whose, "priority", group, share.Name, isBusy ? share.Limits : capacity.Limits, groups.Of(share.Usage)));
        }

        if (context.Snapshot.Config.GeneralSettings.GlobalMaxParallelRequests is { } places)
        {
            Add(new("gateway", "gateway", null, null, new KeyLimits(null, null, places), gateway));
        }
    }

    /// <summary>False: nobody has a limit.</summary>
    public readonly bool Any => _count > 0;

    /// <param name="takesPlace">False for what is part of a call that has its places already.</param>
    public readonly RateLimitRefusal? TryTake(int promptTokens, int? maxTokens, bool takesPlace, out RateLimitLease? lease)
    {
        lease = null;
        for (var i = 0; i < _count; i++)
        {
            var scope = _scopes[i];
            if (scope.Usage.TryTake(scope.Limits, promptTokens, maxTokens, out var taken, lease, takesPlace) is { } refusal)
            {
                lease?.Undo();
                lease = null;
                return refusal with { Scope = scope.Whose };
            }

            lease = taken;
        }

        return null;
    }

    /// <summary>What was granted here, as claims on the counters that all replicas share.</summary>
    public readonly List<LimitClaim> Claims(RateLimitLease? granted)
    {
        var claims = new List<LimitClaim>(_count * 2);
        var i = _count;
        for (var lease = granted; lease is not null; lease = lease.Previous)
        {
            var scope = _scopes[--i];
            var name = scope.Usage.NameOf(scope);
            if (lease.Limits.Rpm is { } rpm)
            {
                claims.Add(new LimitClaim(scope.Whose, scope.Usage, new SharedClaim(ClaimKind.Requests, name, rpm, 1)));
            }

            if (lease.Limits.Tpm is { } tpm)
            {
                claims.Add(new LimitClaim(scope.Whose, scope.Usage, new SharedClaim(ClaimKind.Tokens, name, tpm, lease.ReservedTokens)));
            }

            if (lease.HasPlace && lease.Limits.MaxParallelRequests is { } places)
            {
                claims.Add(new LimitClaim(scope.Whose, scope.Usage, new SharedClaim(ClaimKind.Places, name, places, 1)));
            }
        }

        return claims;
    }

    private static KeyLimits? ForModel(IReadOnlyDictionary<string, KeyLimits>? models, InferenceContext context) =>
        models is not null && (models.TryGetValue(context.Model.Group.Name, out var limits) || models.TryGetValue(context.RequestedModel, out limits)) ? limits : null;

    private void Add(string whose, string kind, string? id, string? part, Account account)
    {
        if (account.Settings.Limits is { IsUnlimited: false } limits)
        {
            Add(new(whose, kind, id, part, limits, account.Usage));
        }
    }

    private void Add(LimitScope scope) => _scopes[_count++] = scope;

    // As many as there can be; on the stack, so that asking costs nothing.
    [InlineArray(12)]
    private struct Slots
    {
        private LimitScope _first;
    }
}
