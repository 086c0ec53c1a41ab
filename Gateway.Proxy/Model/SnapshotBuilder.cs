using System.Collections.Frozen;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Limits;
using Gateway.Proxy.PassThrough;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Routing;

namespace Gateway.Proxy.Model;

/// <summary>Config in, snapshot out. Pure but for <see cref="RuntimeState"/>, from which deployments and keys take their state.</summary>
internal sealed class SnapshotBuilder(RuntimeState state, RoutingStrategies strategies, PriceBook prices)
{
    public GatewaySnapshot Build(GatewayConfig config, string masterKey)
    {
        var deployments = new DeploymentFactory(config, state, prices).CreateAll();
        var groups = deployments
            .GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal)
            .Select(group => Group(group.Key, group, config))
            .ToList();

        var snapshot = new GatewaySnapshot
        {
            Config = config,
            Groups = groups,
            GroupsByName = groups.ToFrozenDictionary(group => group.Name, StringComparer.Ordinal),
            Wildcards = groups.Where(group => group.IsWildcard)
                .OrderByDescending(group => group.Name.Length)
                .Select(group => new WildcardGroup(group))
                .ToArray(),
            DeploymentsById = deployments.ToFrozenDictionary(deployment => deployment.Id, StringComparer.Ordinal),
            HasDeploymentBudgets = groups.Exists(group => group.HasBudgets),
            Keys = Keys(config, masterKey),
            Nobody = Nobody(),
            StoredKeys = state.StoredKeys,
            TeamModels = groups.Where(group => group.TeamId is not null)
                .GroupBy(group => group.TeamId!, StringComparer.Ordinal)
                .ToFrozenDictionary(team => team.Key, team => team.ToFrozenDictionary(group => group.PublicName, group => group.Name, StringComparer.Ordinal), StringComparer.Ordinal),
            AccessGroups = AccessGroups(config),
            Fallbacks = Fallbacks(config.RouterSettings),
            PassThroughs = new PassThroughTargets(config, state, strategies).All(deployments),
        };
        state.Keep(snapshot);
        return snapshot;
    }

    private ModelGroup Group(string name, IEnumerable<Deployment> deployments, GatewayConfig config)
    {
        var settings = config.RouterSettings;
        var ordered = deployments.OrderBy(deployment => deployment.Order).ToArray();
        return new ModelGroup
        {
            Name = name,
            Deployments = ordered,
            Capacity = CapacitySharing.Of(name, ordered, config.LitellmSettings.PriorityReservation),
            HasBudgets = ordered.Any(deployment => deployment.Budgets.Length > 0),
            DefaultKeyLimits = ordered.Select(deployment => deployment.DefaultKeyLimits).FirstOrDefault(limits => !limits.IsUnlimited),
            Strategy = strategies.Create(settings),
            Retries = new RetryRules(settings.NumRetries, settings.ModelGroupRetryPolicy.GetValueOrDefault(name) ?? settings.RetryPolicy),
            EnforceDeploymentLimits = settings.RoutingStrategy.StartsWith("usage-based-routing", StringComparison.Ordinal)
                || settings.OptionalPreCallChecks.Contains("enforce_model_rate_limits"),
        };
    }

    private FrozenDictionary<KeyHash, VirtualKey> Keys(GatewayConfig config, string masterKey)
    {
        var keys = new Dictionary<KeyHash, VirtualKey>();
        foreach (var (text, limit) in config.GeneralSettings.RateLimitConfig)
        {
            var rules = limit.Priority is { } priority ? new KeyRules { Priority = priority } : KeyRules.None;
            var key = Key(text, new KeyLimits(limit.Rpm, limit.Tpm, limit.MaxParallelRequests), rules, isMaster: false);
            keys[key.Hash] = key;
        }

        // Last, so that it wins: the master key is never limited.
        var master = Key(masterKey, KeyLimits.None, KeyRules.None, isMaster: true);
        keys[master.Hash] = master;
        return keys.ToFrozenDictionary();
    }

    private VirtualKey Nobody() => new() { Hash = default, Alias = "public-routes", State = state.Key(default) };

    private VirtualKey Key(string text, KeyLimits limits, KeyRules rules, bool isMaster)
    {
        var hash = KeyHash.Of(text);
        return new VirtualKey
        {
            Hash = hash,
            Alias = isMaster ? "master-key" : null,
            IsMaster = isMaster,
            Limits = limits,
            Rules = rules,
            State = state.Key(hash),
        };
    }

    private static FrozenDictionary<string, string[]> AccessGroups(GatewayConfig config) => config.ModelList
        .GroupBy(entry => entry.ModelGroup, StringComparer.Ordinal)
        .Select(group => (group.Key, Groups: group.SelectMany(entry => entry.ModelInfo.AccessGroups).Distinct(StringComparer.Ordinal).ToArray()))
        .Where(group => group.Groups.Length > 0)
        .ToFrozenDictionary(group => group.Key, group => group.Groups, StringComparer.Ordinal);

    private static FrozenDictionary<string, FallbackLists> Fallbacks(RouterSettings settings)
    {
        var any = new FallbackLists(
            settings.Fallbacks.GetValueOrDefault(FallbackLists.Any) ?? settings.DefaultFallbacks,
            settings.ContextWindowFallbacks.GetValueOrDefault(FallbackLists.Any) ?? [],
            settings.ContentPolicyFallbacks.GetValueOrDefault(FallbackLists.Any) ?? []);
        var names = settings.Fallbacks.Keys.Concat(settings.ContextWindowFallbacks.Keys).Concat(settings.ContentPolicyFallbacks.Keys);
        var lists = names.Distinct(StringComparer.Ordinal).ToDictionary(
            name => name,
            name => new FallbackLists(
                settings.Fallbacks.GetValueOrDefault(name) ?? any.General,
                settings.ContextWindowFallbacks.GetValueOrDefault(name) ?? any.ContextWindow,
                settings.ContentPolicyFallbacks.GetValueOrDefault(name) ?? any.ContentPolicy),
            StringComparer.Ordinal);
        lists[FallbackLists.Any] = any;
        return lists.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
