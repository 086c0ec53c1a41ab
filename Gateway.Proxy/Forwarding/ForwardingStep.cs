using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Dialects.Responses;
using Gateway.Proxy.Health;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The attempt loop: (1) take a place on a deployment, (2) make the attempt, (3) report how it ended, (4) stop if the
/// answer has begun, (5) find out what may follow: a retry in the group, its next order level, or a fallback group.
/// </summary>
internal sealed partial class ForwardingStep(
    AttemptSender sender,
    MockAnswers mocks,
    TokenCountEstimate counts,
    BackgroundResponses backgrounds,
    Cooldowns cooldowns,
    Backoff backoff,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ForwardingStep> logger) : IInferenceStep
{
    public async Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        if (context.Facts.IsBackground && context.Route.Kind == EndpointKind.Responses)
        {
            await AcceptAsync(context);
            return;
        }

        var plan = context.Plan!;
        var limits = new TimeLimits(context.Snapshot.Config, context.Key!.Routing, context.Facts);
        var edits = new List<BodyEdit>(4);

        // What the client gets when everything has failed: the error of the first model, which is the one it asked for.
        GatewayError? firstError = null;
        while (true)
        {
            // :: Step 1
            if (plan.TryTake(out var reason, out var retryAfter) is not { } lease)
            {
                firstError ??= NoneAvailable(context, reason, retryAfter);
                if (plan.TryFallBack(reason == Unavailable.PromptTooLong ? Outcome.ContextWindowExceeded : Outcome.Unreachable))
                {
                    continue;
                }

                break;
            }

            // :: Step 2
            var elapsed = time.GetElapsedTime(context.StartedAt);
            var attempt = Begin(context, lease);
            await MakeAsync(context, attempt, edits, limits, elapsed);

            // :: Step 3
            Finish(context, attempt);

            // :: Step 4
            if (attempt.Outcome is Outcome.Relayed || context.Http.Response.HasStarted)
            {
                return;
            }

            if (attempt.Outcome == Outcome.ClientGone)
            {
                context.ClientGone = true;
                return;
            }

            // :: Step 5
            LogFailedAttempt(context.RequestId, attempt.Outcome, attempt.Deployment.Id, attempt.Deployment.ApiBase, attempt.Group, attempt.Status, attempt.Exception?.Message);
            firstError ??= ErrorOf(context, attempt, limits);
            ClearResponse(context);
            if (!await MayGoOnAsync(context, attempt, limits))
            {
                break;
            }
        }

        context.Error = firstError;
    }

    private async Task AcceptAsync(InferenceContext context)
    {
        if (!context.Facts.StoresAnswer)
        {
            context.Error = GatewayErrors.InvalidField("background", "goes with store: the answer is asked for later.");
            return;
        }

        var (id, queued) = await backgrounds.AcceptAsync(context);
        if (context.Facts.Stream)
        {
            await backgrounds.TryFollowAsync(id, from: 0, context.Http);
            return;
        }

        context.Http.Response.ContentType = "application/json";
        context.Http.Response.ContentLength = queued.Length;
        await context.Http.Response.Body.WriteAsync(queued, context.Http.RequestAborted);
    }

    private Attempt Begin(InferenceContext context, DeploymentLease lease)
    {
        context.Plan!.AttemptsInGroup++;
        context.Attempts++;
        return context.Attempt = new Attempt(lease, context.Http, time.GetTimestamp())
        {
            Activity = GatewayActivity.StartAttempt(context, lease),
        };
    }

    private async Task MakeAsync(InferenceContext context, Attempt attempt, List<BodyEdit> edits, TimeLimits limits, TimeSpan elapsed)
    {
        try
        {
            if (MockAnswers.TryFail(context, attempt) || await mocks.TryAnswerAsync(context, attempt) || await counts.TryAnswerAsync(context, attempt))
            {
                return;
            }

            var limit = limits.ForAttempt(attempt.Deployment, elapsed);
            if (limit <= TimeSpan.Zero)
            {
                attempt.Outcome = Outcome.TimedOut;
                return;
            }

            await sender.SendAsync(context, attempt, edits, limit, limits.Idle(attempt.Deployment));
        }
        finally
        {
            attempt.EstimateMissingUsage(context, time);
            attempt.Lease.Release(attempt.Usage);
        }
    }

    private void Finish(InferenceContext context, Attempt attempt)
    {
        context.UpstreamDuration += time.GetElapsedTime(attempt.StartedAt);
        cooldowns.Report(attempt, context.Plan!.Current.Group, context.Snapshot.Config.RouterSettings);
        if (attempt is { Outcome: Outcome.Relayed, FirstTokenAt: { } firstToken })
        {
            attempt.Deployment.State.Latencies.Add(time.GetElapsedTime(attempt.StartedAt, firstToken));
        }
        else if (attempt.Outcome != Outcome.Relayed)
        {
            (context.FailedAttempts ??= []).Add(new FailedAttempt(
                attempt.Deployment.Id, attempt.Group, attempt.Deployment.ApiBase, attempt.Outcome.ToString(), attempt.Status,
                time.GetElapsedTime(context.StartedAt, attempt.StartedAt).TotalMilliseconds, time.GetElapsedTime(attempt.StartedAt).TotalMilliseconds));
        }

        context.ClientGone |= attempt.Outcome == Outcome.ClientGone;
        GatewayActivity.EndAttempt(attempt);
        metrics.RecordAttempt(attempt, context.Key!, context.RequestedModel);
    }

    private async Task<bool> MayGoOnAsync(InferenceContext context, Attempt attempt, TimeLimits limits)
    {
        var plan = context.Plan!;
        var left = limits.Total - time.GetElapsedTime(context.StartedAt);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // Nothing was sent, so moving on costs nothing: half a fleet may be dead without a retry being used up.
        if (attempt.Outcome == Outcome.Unreachable && plan.HasUntried)
        {
            plan.AttemptsInGroup--;
            return true;
        }

        var requested = context.Facts.Overrides.NumRetries ?? attempt.Deployment.NumRetries ?? context.Key!.Routing?.NumRetries;
        if (plan.AttemptsInGroup <= plan.Current.Group.Retries.RetriesAfter(attempt.Outcome, requested)
            && await backoff.WaitAsync(context, attempt, left))
        {
            return true;
        }

        return OutcomeRules.MayFallBack(attempt.Outcome) && (plan.TryNextLevel() || plan.TryFallBack(attempt.Outcome));
    }

    private GatewayError NoneAvailable(InferenceContext context, Unavailable reason, TimeSpan retryAfter)
    {
        var group = context.Plan!.Current.Group.Name;
        return reason switch
        {
            Unavailable.AtLimit => GatewayErrors.DeploymentsAtLimit(group, retryAfter),
            Unavailable.OverBudget => OverBudget(context),
            Unavailable.Drained => GatewayErrors.Drained(group),
            Unavailable.PromptTooLong => GatewayErrors.PromptTooLong(group),
            _ => GatewayErrors.NoDeployment(group, retryAfter),
        };
    }

    private GatewayError OverBudget(InferenceContext context)
    {
        var now = time.GetUtcNow();
        var used = context.Plan!.Current.Group.Deployments.Select(deployment => deployment.UsedUpBudget(now)).OfType<DeploymentBudget>().FirstOrDefault();

        // It may have begun anew in this very moment.
        return used is null ? GatewayErrors.NoDeployment(context.Plan.Current.Group.Name, TimeSpan.FromSeconds(1)) : GatewayErrors.BudgetExceeded(used.Refusal(now), now);
    }

    private static GatewayError ErrorOf(InferenceContext context, Attempt attempt, TimeLimits limits)
    {
        // The probe of a group that is cooling down altogether: the client should hear of the group's state, not of one server's.
        if (attempt.Lease.IsProbe && OutcomeRules.BlameFor(attempt.Outcome) == Blame.Deployment)
        {
            return GatewayErrors.NoDeployment(attempt.Group, attempt.Deployment.CooldownTime);
        }

        return attempt.UpstreamError ?? attempt.Outcome switch
        {
            Outcome.Unreachable => GatewayErrors.Unreachable(attempt.Group),
            Outcome.TimedOut => GatewayErrors.TimedOut(attempt.Group, limits.ForAttempt(attempt.Deployment, TimeSpan.Zero)),
            _ => GatewayErrors.UpstreamInterrupted(attempt.Group),
        };
    }

    // The forwarder sets status, headers and an error feature on the response before it knows that the attempt has failed.
    private static void ClearResponse(InferenceContext context)
    {
        context.Http.Response.Clear();
        context.Http.Features.Set<IForwarderErrorFeature>(null);
        RequestIdStep.Stamp(context.Http, context.RequestId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId}: attempt ended {Outcome} on deployment {DeploymentId} ({ApiBase}) of {ModelGroup}, status {Status}: {Problem}")]
    private partial void LogFailedAttempt(string requestId, Outcome outcome, string deploymentId, string apiBase, string modelGroup, int status, string? problem);
}
