using Gateway.Proxy.Forwarding;

namespace Gateway.Proxy.Model;

/// <summary>Where requests of one group go after it has failed; names of groups, or ids of deployments.</summary>
internal sealed record FallbackLists(IReadOnlyList<string> General, IReadOnlyList<string> ContextWindow, IReadOnlyList<string> ContentPolicy)
{
    /// <summary>The key for groups without lists of their own.</summary>
    public const string Any = "*";

    /// <summary>The list for this failure; where a special one is not configured the general one serves, as in LiteLLM.</summary>
    public IReadOnlyList<string> After(Outcome outcome) => outcome switch
    {
        Outcome.ContextWindowExceeded when ContextWindow.Count > 0 => ContextWindow,
        Outcome.ContentPolicyViolated when ContentPolicy.Count > 0 => ContentPolicy,
        _ => General,
    };
}
