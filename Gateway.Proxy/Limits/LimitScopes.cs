using Gateway.Proxy.Model;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Limits;

/// <summary>All whose limits one request is held to: its key, the key for this model, the team, the owner, the customer, the whole gateway. Taken together or not at all.</summary>
internal readonly struct LimitScopes
{
    private readonly VirtualKey _key;
    private readonly KeyLimits _model;
    private readonly KeyLimits _team;
    private readonly KeyLimits _user;
    private readonly KeyLimits _customerLimits;
    private readonly Account? _customer;
    private readonly string _group;

    private readonly KeyUsage _gateway;
    private readonly KeyLimits _gatewayLimits;

    /// <param name="gateway">What all requests together are using.</param>
    public LimitScopes(InferenceContext context, KeyUsage gateway)
    {
        _gateway = gateway;
        _gatewayLimits = context.Snapshot.Config.GeneralSettings.GlobalMaxParallelRequests is { } places ? new KeyLimits(null, null, places) : KeyLimits.None;
        _key = context.Key!;
        _group = context.Model.Group.Name;
        _model = ForModel(_key, context);
        _team = _key.Team?.Settings.Limits ?? KeyLimits.None;
        _user = _key.User?.Settings.Limits ?? KeyLimits.None;
        _customer = context.Customer;
        _customerLimits = _customer?.Settings.Limits ?? KeyLimits.None;
    }

    /// <summary>False: nobody has a limit.</summary>
    public bool Any => !(_key.Limits.IsUnlimited && _model.IsUnlimited && _team.IsUnlimited && _user.IsUnlimited && _customerLimits.IsUnlimited && _gatewayLimits.IsUnlimited);

    public RateLimitRefusal? TryTake(int promptTokens, int? maxTokens, out RateLimitLease? lease)
    {
        lease = null;
        return (_key.Limits.IsUnlimited ? null : TryTake(_key.Usage, _key.Limits, "key", promptTokens, maxTokens, ref lease))
            ?? (_model.IsUnlimited ? null : TryTake(_key.State.Model(_group), _model, "key and model", promptTokens, maxTokens, ref lease))
            ?? (_team.IsUnlimited ? null : TryTake(_key.Team!.Usage, _team, "key's team", promptTokens, maxTokens, ref lease))
            ?? (_user.IsUnlimited ? null : TryTake(_key.User!.Usage, _user, "key's user", promptTokens, maxTokens, ref lease))
            ?? (_customerLimits.IsUnlimited ? null : TryTake(_customer!.Usage, _customerLimits, "customer", promptTokens, maxTokens, ref lease))
            ?? (_gatewayLimits.IsUnlimited ? null : TryTake(_gateway, _gatewayLimits, "gateway", promptTokens, maxTokens, ref lease));
    }

    /// <summary>What was granted here, as claims on the counters that all replicas share.</summary>
    public List<LimitClaim> Claims(RateLimitLease granted)
    {
        var scopes = new List<(string Whose, string Name)>(6);
        Add(scopes, _key.Limits, "key", $"key:{_key.HashText}");
        Add(scopes, _model, "key and model", $"key:{_key.HashText}:model:{_group}");
        Add(scopes, _team, "key's team", $"team:{_key.TeamId}");
        Add(scopes, _user, "key's user", $"user:{_key.UserId}");
        Add(scopes, _customerLimits, "customer", $"customer:{_customer?.Id}");
        Add(scopes, _gatewayLimits, "gateway", "gateway");

        var claims = new List<LimitClaim>(scopes.Count * 2);
        var i = scopes.Count;
        for (var lease = granted; lease is not null; lease = lease.Previous)
        {
            var (whose, name) = scopes[--i];
            if (lease.Limits.Rpm is { } rpm)
            {
                claims.Add(new LimitClaim(whose, LimitKind.Requests, name, rpm, 1));
            }

            if (lease.Limits.Tpm is { } tpm)
            {
                claims.Add(new LimitClaim(whose, LimitKind.Tokens, name, tpm, lease.ReservedTokens));
            }

            if (lease.Limits.MaxParallelRequests is { } places)
            {
                claims.Add(new LimitClaim(whose, LimitKind.Places, name, places, 1));
            }
        }

        return claims;
    }

    private static void Add(List<(string Whose, string Name)> scopes, KeyLimits limits, string whose, string name)
    {
        if (!limits.IsUnlimited)
        {
            scopes.Add((whose, name));
        }
    }

    private static RateLimitRefusal? TryTake(KeyUsage usage, KeyLimits limits, string scope, int promptTokens, int? maxTokens, ref RateLimitLease? lease)
    {
        if (usage.TryTake(limits, promptTokens, maxTokens, out var taken, lease) is not { } refusal)
        {
            lease = taken;
            return null;
        }

        lease?.Undo();
        lease = null;
        return scope == "key" ? refusal : refusal with { Scope = scope };
    }

    private static KeyLimits ForModel(VirtualKey key, InferenceContext context)
    {
        if (key.Rules.ModelLimits is not { } models)
        {
            return KeyLimits.None;
        }

        return models.TryGetValue(context.Model.Group.Name, out var limits) || models.TryGetValue(context.RequestedModel, out limits) ? limits : KeyLimits.None;
    }
}
