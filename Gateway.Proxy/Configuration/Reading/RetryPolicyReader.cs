namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// retry_policy: {TimeoutErrorRetries: 3, RateLimitErrorRetries: 0}
/// allowed_fails_policy: {TimeoutErrorAllowedFails: 100}
/// </code>
/// </summary>
internal static class RetryPolicyReader
{
    public static RetryPolicy? Retries(Section? section)
    {
        if (section is null)
        {
            return null;
        }

        var policy = new RetryPolicy
        {
            BadRequestErrorRetries = section.Int("BadRequestErrorRetries"),
            AuthenticationErrorRetries = section.Int("AuthenticationErrorRetries"),
            TimeoutErrorRetries = section.Int("TimeoutErrorRetries"),
            RateLimitErrorRetries = section.Int("RateLimitErrorRetries"),
            ContentPolicyViolationErrorRetries = section.Int("ContentPolicyViolationErrorRetries"),
            InternalServerErrorRetries = section.Int("InternalServerErrorRetries"),
            ServiceUnavailableErrorRetries = section.Int("ServiceUnavailableErrorRetries"),
            NotFoundErrorRetries = section.Int("NotFoundErrorRetries"),
            DefaultRetries = section.Int("DefaultRetries"),
        };
        section.WarnAboutUnknown();
        return policy;
    }

    public static IReadOnlyDictionary<string, RetryPolicy> RetriesByGroup(Section? section)
    {
        var policies = new Dictionary<string, RetryPolicy>();
        foreach (var entry in section?.Map.Entries ?? [])
        {
            if (Retries(section!.Child(entry.Name)) is { } policy)
            {
                policies[entry.Name] = policy;
            }
        }

        return policies;
    }

    public static AllowedFailsPolicy? AllowedFails(Section? section)
    {
        if (section is null)
        {
            return null;
        }

        var policy = new AllowedFailsPolicy
        {
            BadRequestErrorAllowedFails = section.Int("BadRequestErrorAllowedFails"),
            AuthenticationErrorAllowedFails = section.Int("AuthenticationErrorAllowedFails"),
            TimeoutErrorAllowedFails = section.Int("TimeoutErrorAllowedFails"),
            RateLimitErrorAllowedFails = section.Int("RateLimitErrorAllowedFails"),
            ContentPolicyViolationErrorAllowedFails = section.Int("ContentPolicyViolationErrorAllowedFails"),
            InternalServerErrorAllowedFails = section.Int("InternalServerErrorAllowedFails"),
        };
        section.WarnAboutUnknown();
        return policy;
    }
}
