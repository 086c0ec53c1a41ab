using System.Globalization;
using System.Net.Http.Headers;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Caching;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Forwarding;

/// <summary>The headers of a relayed answer (litellm-compat section 6). Empty values are left out.</summary>
internal static class AnswerHeaders
{
    public static void Write(InferenceContext context, Attempt attempt, HttpResponseHeaders upstream, TimeProvider time)
    {
        var headers = context.Http.Response.Headers;
        var deployment = attempt.Deployment;
        headers["x-litellm-model-id"] = deployment.Id;
        headers["x-litellm-model-group"] = deployment.ModelGroup;
        headers["x-litellm-model-api-base"] = deployment.ApiBase;
        headers["x-litellm-version"] = GatewayVersion.Text;
        headers["x-litellm-attempted-retries"] = Number(context.Attempts - 1 - context.Plan!.Fallbacks);
        headers["x-litellm-attempted-fallbacks"] = Number(context.Plan.Fallbacks);
        if (attempt.Relay is null && attempt.Status != StatusCodes.Status101SwitchingProtocols)
        {
            // What a stream or a session costs is only known at its end.
            headers["x-litellm-response-cost"] = attempt.Cost.ToString("R", CultureInfo.InvariantCulture);
        }

        if (attempt.Translation is { Dropped: { Count: > 0 } dropped })
        {
            headers["x-litellm-dropped-params"] = string.Join(',', dropped);
        }

        var duration = time.GetElapsedTime(context.StartedAt);
        var upstreamDuration = context.UpstreamDuration + time.GetElapsedTime(attempt.StartedAt);
        headers["x-litellm-response-duration-ms"] = Milliseconds(duration);
        headers["x-litellm-overhead-duration-ms"] = Milliseconds(duration - upstreamDuration);
        RateLimitsStep.WriteHeaders(context);
        ResponseCacheStep.WriteHeaders(context);
        BudgetsStep.WriteHeaders(context, attempt.Cost, time.GetUtcNow());
        ProviderHeaders.WriteResponse(context, upstream, time);
        CopyUpstream(upstream, headers);
    }

    // Every header of the provider's again, under llm_provider-: its own limits, ids and timings. What merely belongs to the connection is left out.
    private static void CopyUpstream(HttpResponseHeaders upstream, IHeaderDictionary headers)
    {
        foreach (var (name, values) in upstream.NonValidated)
        {
            if (!IsConnectionHeader(name))
            {
                headers["llm_provider-" + name] = values.ToString();
            }
        }
    }

    private static bool IsConnectionHeader(string name) =>
        name.Equals("Date", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Server", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // 150.817: two whole numbers, which are cheaper to write than a double with three decimals; there are two of them in each answer.
    private static string Milliseconds(TimeSpan time)
    {
        var (milliseconds, microseconds) = Math.DivRem((long)time.TotalMicroseconds, 1000);
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}.{microseconds:D3}");
    }
}
