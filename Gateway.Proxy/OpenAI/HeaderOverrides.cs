using System.Globalization;

namespace Gateway.Proxy.OpenAI;

/// <summary>The <c>x-litellm-*</c> request headers that do what body fields do; the body wins.</summary>
internal static class HeaderOverrides
{
    /// <param name="headers">Of the request.</param>
    /// <param name="tagHeaders">Further headers that become tags: <c>extra_spend_tag_headers</c>.</param>
    /// <param name="facts">Of the request; changed.</param>
    public static GatewayError? Apply(IHeaderDictionary headers, IReadOnlyList<string> tagHeaders, RequestFacts facts)
    {
        if (headers.TryGetValue("x-litellm-timeout", out var timeout))
        {
            if (!TrySeconds(timeout, out var limit))
            {
                return GatewayErrors.InvalidField("x-litellm-timeout", "must be a number of seconds greater than 0.");
            }

            facts.Overrides = facts.Overrides with { Timeout = facts.Overrides.Timeout ?? limit };
        }

        if (headers.TryGetValue("x-litellm-stream-timeout", out var streamTimeout))
        {
            if (!TrySeconds(streamTimeout, out var limit))
            {
                return GatewayErrors.InvalidField("x-litellm-stream-timeout", "must be a number of seconds greater than 0.");
            }

            facts.Overrides = facts.Overrides with { StreamTimeout = facts.Overrides.StreamTimeout ?? limit };
        }

        if (headers.TryGetValue("x-litellm-num-retries", out var text))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries))
            {
                return GatewayErrors.InvalidField("x-litellm-num-retries", "must be a whole number, 0 or more.");
            }

            facts.Overrides = facts.Overrides with { NumRetries = facts.Overrides.NumRetries ?? retries };
        }

        if (headers.TryGetValue("x-litellm-tags", out var tags) && facts.Overrides.Tags.Count == 0)
        {
            var names = tags.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            facts.Overrides = facts.Overrides with { Tags = names };
        }

        foreach (var name in tagHeaders)
        {
            if (Header(headers, name) is { } value)
            {
                facts.HeaderTags = [.. facts.HeaderTags, $"{name}: {value}"];
            }
        }

        facts.SessionId = facts.Overrides.SessionId ?? Header(headers, "x-litellm-session-id") ?? Header(headers, "x-litellm-trace-id") ?? facts.SessionId;
        return null;
    }

    private static string? Header(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    private static bool TrySeconds(string? text, out TimeSpan limit)
    {
        limit = default;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && GatewayFields.TrySeconds(seconds, out limit);
    }
}
