using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Budgets;

/// <summary>On whose behalf a request is made: LiteLLM's headers, else the body's <c>user</c>.</summary>
internal static class EndUser
{
    private static readonly string[] s_headers = ["x-litellm-customer-id", "x-litellm-end-user-id"];

    /// <summary>Sets <see cref="InferenceContext.Customer"/>; the error when that customer is blocked.</summary>
    public static GatewayError? Identify(InferenceContext context)
    {
        foreach (var name in s_headers)
        {
            if (context.Http.Request.Headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } id] && !ReferenceEquals(context.Facts, RequestFacts.None))
            {
                context.Facts.EndUser = id;
                break;
            }
        }

        context.Customer = context.Facts.EndUser is { } user ? context.Snapshot.StoredKeys.FindCustomer(user) : null;
        return context.Customer is { Settings.Blocked: true } blocked ? GatewayErrors.BlockedCustomer(blocked.Id) : null;
    }
}
