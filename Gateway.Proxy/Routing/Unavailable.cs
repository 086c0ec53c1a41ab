namespace Gateway.Proxy.Routing;

/// <summary>Why a group had no deployment to offer.</summary>
internal enum Unavailable
{
    /// <summary>One was offered.</summary>
    None,

    /// <summary>All are at their rpm, tpm or max_parallel_requests.</summary>
    AtLimit,

    /// <summary>All are cooling down, and the one that may be probed has been.</summary>
    CoolingDown,

    /// <summary>All that are left have used up their budget, or their provider's.</summary>
    OverBudget,

    /// <summary>All that are left were taken out of the routing by hand.</summary>
    Drained,

    /// <summary>The prompt is too long for every one (<c>enable_pre_call_checks</c>).</summary>
    PromptTooLong,
}
