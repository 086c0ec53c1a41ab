using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Routing;

/// <summary>
/// Which deployments one request may try, in which order: those of its group as the strategy picks them, then the
/// groups of its fallback list. Picks are made when they are needed, with the state of that moment.
/// </summary>
internal sealed class RoutePlan
{
    private readonly RoutePlanner _planner;
    private readonly GatewaySnapshot _snapshot;
    private readonly VirtualKey _key;
    private readonly RequestOverrides _overrides;
    private readonly ResolvedModel _first;
    private IReadOnlyList<string> _fallbacks = [];
    private bool _fallbacksChosen;
    private bool _fallbacksAreCallers;
    private int _nextFallback;

    public RoutePlan(RoutePlanner planner, GatewaySnapshot snapshot, VirtualKey key, ResolvedModel first, RequestOverrides overrides, ReadOnlyMemory<byte> prompt, int promptTokens)
    {
        _planner = planner;
        _snapshot = snapshot;
        _key = key;
        _overrides = overrides;
        _first = Current = first;
        Prompt = prompt;
        PromptTokens = promptTokens;
    }

    /// <summary>The group being tried.</summary>
    public ResolvedModel Current { get; private set; }

    /// <summary>The raw JSON of <c>messages</c> or <c>prompt</c>.</summary>
    public ReadOnlyMemory<byte> Prompt { get; }

    /// <summary>Estimated; for limits and pre-call checks.</summary>
    public int PromptTokens { get; }

    /// <summary><c>enable_pre_call_checks</c>: deployments whose <c>max_input_tokens</c> the prompt exceeds are passed over.</summary>
    public bool ChecksPromptLength => _snapshot.Config.RouterSettings.EnablePreCallChecks;

    /// <summary><c>enable_health_check_routing</c>: deployments whose last health probe failed are passed over.</summary>
    public bool SkipsUnhealthy => _snapshot.Config.RouterSettings.EnableHealthCheckRouting;

    /// <summary>Groups left behind so far.</summary>
    public int Fallbacks { get; private set; }

    public bool OnFallback => Fallbacks > 0;

    /// <summary>Deployments of the current group that were tried already.</summary>
    public List<Deployment> Tried { get; } = new(2);

    /// <summary>The order level being tried; lower ones are behind us.</summary>
    public int Level { get; set; } = int.MinValue;

    /// <summary>The current group's cooling deployments were probed: one probe a request is enough.</summary>
    public bool Probed { get; set; }

    /// <summary>Attempts in the current group and order level that count against their retries.</summary>
    public int AttemptsInGroup { get; set; }

    /// <summary>Takes a place on the next deployment of the current group, or says why there is none.</summary>
    public DeploymentLease? TryTake(out Unavailable reason, out TimeSpan retryAfter) =>
        _planner.TryTake(this, out reason, out retryAfter);

    /// <summary>Whether the current order level has a deployment that was not tried yet and is not cooling down.</summary>
    public bool HasUntried => Current.Pinned is null && _planner.HasUntried(this);

    /// <summary>Moves on to the next order level of the current group, with retries of its own; false when there is none.</summary>
    public bool TryNextLevel()
    {
        if (Current.Pinned is null)
        {
            foreach (var deployment in Current.Group.Deployments)
            {
                if (deployment.Order > Level)
                {
                    Level = deployment.Order;
                    AttemptsInGroup = 0;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Moves on to the next group after this kind of failure; false when there is none.</summary>
    public bool TryFallBack(Outcome outcome)
    {
        if (_overrides.DisableFallbacks)
        {
            return false;
        }

        if (!_fallbacksChosen)
        {
            // The first failure decides which list is used: the prompt that was too long for one model is so for its fallbacks' reasons too.
            var usual = _snapshot.FallbacksFor(_first.Group.Name);
            _fallbacks = _overrides.Fallbacks ?? (_key.Routing?.Over(usual, _first.Group) ?? usual).After(outcome);
            _fallbacksAreCallers = !ReferenceEquals(_fallbacks, usual.After(outcome));
            _fallbacksChosen = true;
        }

        while (_nextFallback < _fallbacks.Count && Fallbacks < _snapshot.Config.RouterSettings.MaxFallbacks)
        {
            var name = _fallbacks[_nextFallback++];
            if (_snapshot.TryResolve(name, out var next) && next != Current && MayUse(name, next))
            {
                Current = next;
                Fallbacks++;
                AttemptsInGroup = 0;
                Level = int.MinValue;
                Probed = false;
                Tried.Clear();
                return true;
            }
        }

        return false;
    }

    // Those of the config are the operator's choice. Those of a key or team are set by whoever may change it, and open no model to it.
    private bool MayUse(string name, ResolvedModel model) => !_fallbacksAreCallers || ModelAccess.Check(_key, name, model.Group, _snapshot) is null;
}
