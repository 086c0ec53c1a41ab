using System.Globalization;
using System.Net.Http.Headers;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Providers.Anthropic;

namespace Gateway.Proxy.Forwarding;

/// <summary>Headers that a provider and a client of its dialect have between them.</summary>
internal static class ProviderHeaders
{
    /// <summary>Where Anthropic's clients look for the id of a call.</summary>
    public const string AnthropicRequestId = "request-id";

    private const string AnthropicLimit = "anthropic-ratelimit-";

    /// <summary>What a client of Anthropic's dialect asks for beyond the body goes up where Anthropic's dialect is spoken.</summary>
    public static void AddRequest(HttpRequestHeaders headers, IHeaderDictionary client, EndpointKind endpoint)
    {
        if (endpoint is EndpointKind.Messages or EndpointKind.CountTokens)
        {
            Pass(headers, client, "anthropic-beta");
            Pass(headers, client, AnthropicProvider.VersionHeader);
        }
    }

    /// <summary>
    /// Remembers what is left of the provider's limits, of refusals too:
    /// <code>
    /// x-ratelimit-remaining-requests: 9          OpenAI and most others
    /// anthropic-ratelimit-requests-remaining: 9
    /// </code>
    /// </summary>
    public static void Learn(ProviderLimits limits, HttpResponseHeaders upstream)
    {
        foreach (var (name, values) in upstream.NonValidated)
        {
            if (Is(name, "x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining") && Number(values) is { } requests)
            {
                limits.SetRequests(requests);
            }
            else if (Is(name, "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining") && Number(values) is { } tokens)
            {
                limits.SetTokens(tokens);
            }
        }
    }

    /// <summary>The provider's own limits, where the key has none; Anthropic's under OpenAI's names, unless its own dialect is spoken.</summary>
    public static void WriteResponse(InferenceContext context, HttpResponseHeaders upstream, TimeProvider time)
    {
        var headers = context.Http.Response.Headers;
        var isMessages = context.Route.Kind is EndpointKind.Messages or EndpointKind.CountTokens;
        var hasOwnLimits = context.Key is not { Limits.IsUnlimited: true };
        if (isMessages)
        {
            headers[AnthropicRequestId] = context.RequestId;
        }

        foreach (var (name, values) in upstream.NonValidated)
        {
            var isLimit = name.StartsWith(AnthropicLimit, StringComparison.OrdinalIgnoreCase);
            if (isMessages && ((isLimit && !hasOwnLimits) || name.Equals(AnthropicRequestId, StringComparison.OrdinalIgnoreCase)))
            {
                headers[name] = values.ToString();
            }
            else if (!hasOwnLimits)
            {
                WriteLimit(headers, name, values.ToString(), time.GetUtcNow());
            }
        }
    }

    // anthropic-ratelimit-requests-remaining: 9 becomes x-ratelimit-remaining-requests: 9; its reset is a time, OpenAI's a duration.
    private static void WriteLimit(IHeaderDictionary headers, string name, string value, DateTimeOffset now)
    {
        if (name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase))
        {
            headers[name] = value;
        }
        else if (name.StartsWith(AnthropicLimit, StringComparison.OrdinalIgnoreCase) && name[AnthropicLimit.Length..].Split('-') is [("requests" or "tokens") and var what, var figure])
        {
            if (figure is "limit" or "remaining")
            {
                headers[$"x-ratelimit-{figure}-{what}"] = value;
            }
            else if (figure == "reset" && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var reset))
            {
                headers[$"x-ratelimit-reset-{what}"] = Math.Max(0, Math.Ceiling((reset - now).TotalSeconds)).ToString("0", CultureInfo.InvariantCulture) + "s";
            }
        }
    }

    private static bool Is(string name, string one, string other) =>
        name.Equals(one, StringComparison.OrdinalIgnoreCase) || name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static long? Number(HeaderStringValues values) =>
        long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Pass(HttpRequestHeaders headers, IHeaderDictionary client, string name)
    {
        if (client.TryGetValue(name, out var values))
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, values.ToString());
        }
    }
}
