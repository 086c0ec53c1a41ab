using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Budgets;

/// <summary>On whose behalf a request is made: what a token of the identity provider says, else LiteLLM's headers, else those of <c>general_settings</c>, else the body's <c>user</c>.</summary>
internal static class EndUser
{
    private static readonly string[] s_headers = ["x-litellm-customer-id", "x-litellm-end-user-id"];

    /// <summary>Sets <see cref="InferenceContext.Customer"/>; the error when that customer is blocked, or missing where everybody must name one.</summary>
    public static GatewayError? Identify(InferenceContext context)
    {
        var settings = context.Snapshot.Config.GeneralSettings;
        if (!ReferenceEquals(context.Facts, RequestFacts.None))
        {
            context.Facts.EndUser = context.Key!.EndUser ?? Header(context, s_headers) ?? Header(context, settings.CustomerHeaders) ?? context.Facts.EndUser;
            if (settings.EnforceUserParam && !context.Facts.IsMultipart && string.IsNullOrEmpty(context.Facts.EndUser))
            {
                return GatewayErrors.MissingField("user");
            }
        }

        context.Customer = context.Facts.EndUser is { } user ? context.Snapshot.StoredKeys.FindCustomer(user) : null;
        return context.Customer is { Settings.Blocked: true } blocked ? GatewayErrors.BlockedCustomer(blocked.Id) : null;
    }

    private static string? Header(InferenceContext context, IReadOnlyList<string> names)
    {
        // By index: a request takes no enumerator.
        for (var i = 0; i < names.Count; i++)
        {
            if (context.Http.Request.Headers.TryGetValue(names[i], out var values) && values is [{ Length: > 0 } id])
            {
                return id;
            }
        }

        return null;
    }
}
