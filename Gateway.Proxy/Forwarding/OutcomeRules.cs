namespace Gateway.Proxy.Forwarding;

/// <summary>What follows from an outcome. Pure functions; the tests hold the whole table.</summary>
internal static class OutcomeRules
{
    /// <summary>The outcome of an answer by its status alone (2xx: relayed). Texts that tell 400s apart are in <see cref="UpstreamError"/>.</summary>
    public static Outcome FromStatus(int status) => status switch
    {
        >= 200 and < 400 => Outcome.Relayed,
        401 or 403 => Outcome.CredentialsRejected,
        404 => Outcome.NotFound,
        408 => Outcome.TimedOut,
        429 => Outcome.RateLimited,
        >= 500 => Outcome.ServerError,
        _ => Outcome.Rejected,
    };

    public static Blame BlameFor(Outcome outcome) => outcome switch
    {
        Outcome.Relayed => Blame.None,
        Outcome.Rejected or Outcome.ContextWindowExceeded or Outcome.ContentPolicyViolated or Outcome.ClientGone => Blame.Client,
        _ => Blame.Deployment,
    };

    /// <summary>Another group may answer: the deployment was at fault, or the request does not suit this model.</summary>
    public static bool MayFallBack(Outcome outcome) =>
        BlameFor(outcome) == Blame.Deployment || outcome is Outcome.ContextWindowExceeded or Outcome.ContentPolicyViolated;

    /// <summary>One such failure cools a deployment down, without counting towards <c>allowed_fails</c> (litellm-compat section 8).</summary>
    public static bool CoolsDownAtOnce(Outcome outcome, int status) =>
        outcome is Outcome.RateLimited or Outcome.NotFound || status is 401 or 408;
}
