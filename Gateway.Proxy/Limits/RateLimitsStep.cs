using System.Globalization;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Counters;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Limits;

/// <summary>
/// Lets a request in while the limits of its key, team, owner, customer and model allow: reserves now, settles when the request has ended.
/// This process's own counters are asked first; what they and the budgets have granted is then claimed from the counters in Redis,
/// where there is one, so that limits and budgets hold across replicas. Without Redis they hold for each replica.
/// </summary>
internal sealed class RateLimitsStep(SharedCounters shared, BudgetAlerts alerts, TimeProvider time) : IInferenceStep
{
    // All requests together, for global_max_parallel_requests.
    private readonly KeyUsage _gateway = new(time);

    // For priority_reservation.
    private readonly ModelUsages _groups = new(time);

    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var scopes = new LimitScopes(context, _gateway, _groups);
        var counted = context.Snapshot.Config.GeneralSettings.TokenRateLimitType;
        var promptTokens = counted == CountedTokens.Output ? 0 : TokenEstimate.FromBytes(context.Body!.Bytes.Length);
        if (scopes.TryTake(promptTokens, counted == CountedTokens.Input ? 0 : context.Facts.MaxTokens, takesPlace: !context.IsTurn, out var lease) is { } refusal)
        {
            WriteHeaders(context);
            context.Error = GatewayErrors.RateLimited(refusal);
            return Task.CompletedTask;
        }

        context.RateLimitLease = lease;
        if (shared.IsConfigured && (scopes.Any || context.BudgetLease is { IsLimited: true }))
        {
            return ShareAsync(context, scopes.Claims(lease), next);
        }

        return scopes.Any ? SettleAfter(context, null, next) : next(context);
    }

    /// <summary>A key's own limits under OpenAI's names, and under Anthropic's where its dialect is spoken; left out where there is no limit.</summary>
    public static void WriteHeaders(InferenceContext context)
    {
        if (context.Key is not { Limits: { IsUnlimited: false } limits } key)
        {
            return;
        }

        var headers = context.Http.Response.Headers;
        var isMessages = context.Route.Spoken is EndpointKind.Messages or EndpointKind.CountTokens;
        if (limits.Rpm is { } rpm)
        {
            var (limit, remaining) = (Number(rpm), Number(key.Usage.RemainingRequests(rpm)));
            headers["x-ratelimit-limit-requests"] = limit;
            headers["x-ratelimit-remaining-requests"] = remaining;
            if (isMessages)
            {
                headers["anthropic-ratelimit-requests-limit"] = limit;
                headers["anthropic-ratelimit-requests-remaining"] = remaining;
            }
        }

        if (limits.Tpm is { } tpm)
        {
            var (limit, remaining) = (Number(tpm), Number(key.Usage.RemainingTokens(tpm)));
            headers["x-ratelimit-limit-tokens"] = limit;
            headers["x-ratelimit-remaining-tokens"] = remaining;
            if (isMessages)
            {
                headers["anthropic-ratelimit-tokens-limit"] = limit;
                headers["anthropic-ratelimit-tokens-remaining"] = remaining;
            }
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private Task ShareAsync(InferenceContext context, List<LimitClaim> limits, InferenceDelegate next)
    {
        var now = time.GetUtcNow();
        var claims = new SharedClaim[limits.Count];
        for (var i = 0; i < claims.Length; i++)
        {
            claims[i] = limits[i].Claim;
        }

        if (context.BudgetLease is { IsLimited: true } budgets)
        {
            claims = [.. claims, .. budgets.Claims(now)];
        }

        // Mostly an earlier request has taken for this one too, and nothing has to be waited for.
        var taking = shared.TakeAsync(claims);
        return taking.IsCompletedSuccessfully ? GoOn(context, limits, taking.Result, now, next) : WaitAsync(context, limits, taking, now, next);
    }

    private async Task WaitAsync(InferenceContext context, List<LimitClaim> limits, Task<SharedAnswer> taking, DateTimeOffset now, InferenceDelegate next) =>
        await GoOn(context, limits, await taking, now, next);

    private Task GoOn(InferenceContext context, List<LimitClaim> limits, SharedAnswer answer, DateTimeOffset now, InferenceDelegate next)
    {
        var budgets = context.BudgetLease;
        if (answer.Refusal is { } refusal)
        {
            context.RateLimitLease?.Undo();
            context.Error = refusal.Index < limits.Count
                ? RateLimited(limits[refusal.Index], refusal)
                : BudgetExceeded(budgets!.Refuse(refusal.Index - limits.Count, refusal.Reading, now), now);
            WriteHeaders(context);
            return Task.CompletedTask;
        }

        if (answer.Grant is { Readings: { Count: > 0 } readings })
        {
            for (var i = 0; i < limits.Count; i++)
            {
                limits[i].Learn(readings[i]);
            }

            budgets?.Learn(readings.Skip(limits.Count));
        }

        return SettleAfter(context, answer.Grant, next);
    }

    private static GatewayError RateLimited(LimitClaim limit, SharedRefusal refusal)
    {
        limit.Learn(refusal.Reading);
        return GatewayErrors.RateLimited(limit.Refuse(refusal.RetryAfter));
    }

    private GatewayError BudgetExceeded(BudgetRefusal refusal, DateTimeOffset now)
    {
        alerts.UsedUp(refusal);
        return GatewayErrors.BudgetExceeded(refusal, now);
    }

    private static Usage Counted(InferenceContext context)
    {
        var used = context.Attempt?.Usage ?? context.CacheHit?.Usage ?? default;
        return context.Snapshot.Config.GeneralSettings.TokenRateLimitType switch
        {
            CountedTokens.Input => used with { CompletionTokens = 0 },
            CountedTokens.Output => used with { PromptTokens = 0 },
            _ => used,
        };
    }

    /// <param name="context">Of the request.</param>
    /// <param name="grant">Of the shared counters; null: they were not asked, or not there.</param>
    /// <param name="next">The rest of the way.</param>
    private async Task SettleAfter(InferenceContext context, SharedGrant? grant, InferenceDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var used = Counted(context);
            context.RateLimitLease?.Settle(used);
            if (grant is not null)
            {
                shared.Settle(grant, used.TotalTokens, context.Attempt?.Cost ?? 0);
            }
        }
    }
}
