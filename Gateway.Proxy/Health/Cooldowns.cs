using Gateway.Proxy.Configuration;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Health;

/// <summary>Takes deployments that fail out of the routing for a while (litellm-compat section 8).</summary>
internal sealed partial class Cooldowns(ILogger<Cooldowns> logger)
{
    // LiteLLM's DEFAULT_FAILURE_THRESHOLD_MINIMUM_REQUESTS and DEFAULT_FAILURE_THRESHOLD_PERCENT.
    private const int LeastRequests = 5;
    private const double HighestFailureRate = 0.5;

    /// <summary>A deployment was taken out, and for how long.</summary>
    public event Action<Deployment, TimeSpan>? CooledDown;

    public void Report(Attempt attempt, ModelGroup group, RouterSettings settings)
    {
        var deployment = attempt.Deployment;
        var state = deployment.State;
        if (attempt.IsMock)
        {
            return;
        }

        if (attempt.Outcome == Outcome.Relayed)
        {
            state.RecentFailures.CountSuccess();
            if (attempt.Lease.IsProbe)
            {
                state.EndCooldown();
            }

            return;
        }

        if (OutcomeRules.BlameFor(attempt.Outcome) != Blame.Deployment)
        {
            return;
        }

        state.CountFailure();
        var (failures, requests) = state.RecentFailures.CountFailure();
        var duration = attempt.Outcome == Outcome.RateLimited && attempt.RetryAfter is { } asked ? asked : deployment.CooldownTime;
        if (settings.DisableCooldowns || deployment.CooldownTime == TimeSpan.Zero || duration <= TimeSpan.Zero)
        {
            return;
        }

        // The only deployment of a group stays in: a server that fails now and then is better than none. A 429 says when to come back.
        if (group.Deployments.Length == 1 && attempt.Outcome != Outcome.RateLimited)
        {
            return;
        }

        if (IsTooMuch(attempt, settings, failures, requests))
        {
            state.CoolDown(duration);
            attempt.CooledDown = true;
            state.RecentFailures.Reset();
            CooledDown?.Invoke(deployment, duration);
            LogCooldown(deployment.Id, deployment.ApiBase, deployment.ModelGroup, duration.TotalSeconds, attempt.Outcome);
        }
    }

    private static bool IsTooMuch(Attempt attempt, RouterSettings settings, int failures, int requests)
    {
        if (Allowed(settings.AllowedFailsPolicy, attempt.Outcome) is { } allowed)
        {
            return failures > allowed;
        }

        return OutcomeRules.CoolsDownAtOnce(attempt.Outcome, attempt.Status)
            || failures > settings.AllowedFails
            || (requests >= LeastRequests && failures > requests * HighestFailureRate);
    }

    private static int? Allowed(AllowedFailsPolicy? policy, Outcome outcome) => outcome switch
    {
        Outcome.CredentialsRejected => policy?.AuthenticationErrorAllowedFails,
        Outcome.RateLimited => policy?.RateLimitErrorAllowedFails,
        Outcome.TimedOut => policy?.TimeoutErrorAllowedFails,
        Outcome.ServerError or Outcome.Interrupted or Outcome.Unreachable => policy?.InternalServerErrorAllowedFails,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deployment {DeploymentId} ({ApiBase}) of {ModelGroup} cools down for {Seconds} s after {Outcome}")]
    private partial void LogCooldown(string deploymentId, string apiBase, string modelGroup, double seconds, Outcome outcome);
}
