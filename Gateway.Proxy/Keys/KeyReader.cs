using Gateway.Proxy.OpenAI;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxy.Keys;

/// <summary>Finds the key in a request's headers (litellm-compat section 5).</summary>
internal static class KeyReader
{
    private const string Bearer = "Bearer ";

    // LiteLLM's, Anthropic's, Azure's and Google's own names for the same thing.
    private static readonly string[] s_plainHeaders = ["x-litellm-api-key", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Clients may send their key in this header.</summary>
    public static bool MayHoldKey(string header) => s_plainHeaders.Contains(header, StringComparer.OrdinalIgnoreCase);

    /// <summary>The key as sent, or the error that tells what is wrong with the headers.</summary>
    public static GatewayError? Read(IHeaderDictionary headers, string? customHeader, out ReadOnlySpan<char> key)
    {
        if (customHeader is not null && headers.TryGetValue(customHeader, out var custom))
        {
            key = WithoutBearer(custom);
            return key.IsEmpty ? GatewayErrors.MalformedKey() : null;
        }

        var authorization = headers.Authorization;
        if (authorization.Count > 0)
        {
            key = authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? value.AsSpan(Bearer.Length).Trim()
                : default;
            return key.IsEmpty ? GatewayErrors.MalformedKey() : null;
        }

        foreach (var name in s_plainHeaders)
        {
            if (headers.TryGetValue(name, out var value))
            {
                key = WithoutBearer(value);
                return key.IsEmpty ? GatewayErrors.MalformedKey() : null;
            }
        }

        key = default;
        return GatewayErrors.MissingKey();
    }

    private static ReadOnlySpan<char> WithoutBearer(StringValues values)
    {
        if (values is not [{ } value])
        {
            return default;
        }

        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value.AsSpan(Bearer.Length).Trim() : value.AsSpan().Trim();
    }
}
