using System.Globalization;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Limits;

/// <summary>Lets a request in while the limits of its key, team, owner and customer allow: reserves now, settles when the request has ended.</summary>
internal sealed class RateLimitsStep : IInferenceStep
{
    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        var scopes = new LimitScopes(context);
        if (!scopes.Any)
        {
            return next(context);
        }

        var promptTokens = TokenEstimate.FromBytes(context.Body!.Bytes.Length);
        if (scopes.TryTake(promptTokens, context.Facts.MaxTokens, out var lease) is { } refusal)
        {
            WriteHeaders(context);
            context.Error = GatewayErrors.RateLimited(refusal);
            return Task.CompletedTask;
        }

        context.RateLimitLease = lease;
        return SettleAfter(context, next);
    }

    /// <summary>OpenAI's names for a key's own limits; left out where there is no limit.</summary>
    public static void WriteHeaders(InferenceContext context)
    {
        if (context.Key is not { Limits: { IsUnlimited: false } limits } key)
        {
            return;
        }

        var headers = context.Http.Response.Headers;
        if (limits.Rpm is { } rpm)
        {
            headers["x-ratelimit-limit-requests"] = rpm.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-requests"] = key.Usage.RemainingRequests(rpm).ToString(CultureInfo.InvariantCulture);
        }

        if (limits.Tpm is { } tpm)
        {
            headers["x-ratelimit-limit-tokens"] = tpm.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-tokens"] = key.Usage.RemainingTokens(tpm).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task SettleAfter(InferenceContext context, InferenceDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            context.RateLimitLease!.Settle(context.Attempt?.Usage ?? context.CacheHit?.Usage ?? default);
        }
    }
}
