using Gateway.Proxy.Configuration;
using Gateway.Proxy.Forwarding;

namespace Gateway.Proxy.Model;

/// <summary>How many retries a group gives each kind of failure: <c>retry_policy</c> over <c>num_retries</c>.</summary>
internal sealed record RetryRules(int NumRetries, RetryPolicy? Policy)
{
    /// <summary>Retries inside the group after this outcome; a request's own <c>num_retries</c> replaces the group's default.</summary>
    public int RetriesAfter(Outcome outcome, int? requested)
    {
        var usual = requested ?? Policy?.DefaultRetries ?? NumRetries;
        return outcome switch
        {
            Outcome.Rejected or Outcome.ContextWindowExceeded => Policy?.BadRequestErrorRetries ?? 0,
            Outcome.ContentPolicyViolated => Policy?.ContentPolicyViolationErrorRetries ?? 0,
            Outcome.CredentialsRejected => Policy?.AuthenticationErrorRetries ?? usual,
            Outcome.NotFound => Policy?.NotFoundErrorRetries ?? usual,
            Outcome.RateLimited => Policy?.RateLimitErrorRetries ?? usual,
            Outcome.TimedOut => Policy?.TimeoutErrorRetries ?? usual,
            Outcome.Unreachable => Policy?.ServiceUnavailableErrorRetries ?? usual,
            Outcome.ServerError or Outcome.Interrupted => Policy?.InternalServerErrorRetries ?? usual,
            _ => 0,
        };
    }
}
