using System.Net.Http.Headers;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// The headers of a client that a model server gets, by LiteLLM's rules: <c>x-pass-NAME</c> as <c>NAME</c>, always; and, where
/// <c>forward_client_headers_to_llm_api</c> says so, those that begin with <c>x-</c>. Never credentials, and never what is the connection's or
/// the gateway's own.
/// </summary>
internal static class ClientHeaders
{
    private const string PassPrefix = "x-pass-";
    private const string Beta = "anthropic-beta";

    // x-stainless-…: what OpenAI's clients tell about themselves. Of who sits behind the gateway, and how they got here, servers hear nothing.
    private static readonly string[] s_ownPrefixes = ["x-litellm-", "x-stainless-", "x-forwarded-"];

    private static readonly string[] s_own = ["x-request-id", "x-real-ip"];

    // Hop by hop (RFC 9110, section 7.6.1), about a body that the gateway may rewrite, or a secret.
    private static readonly string[] s_never =
    [
        "authorization", "proxy-authorization", "cookie", "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
        "expect", "content-length", "content-type", "content-encoding", "accept-encoding",
    ];

    /// <param name="upstream">Of the request to the model server; what is there already stays.</param>
    /// <param name="client">As they came.</param>
    /// <param name="group">The model group that serves the request.</param>
    /// <param name="config">Says which groups' servers get more than <c>x-pass-</c>.</param>
    public static void Add(HttpRequestHeaders upstream, IHeaderDictionary client, string group, GatewayConfig config)
    {
        var forwards = config.GeneralSettings.ForwardClientHeaders || Names(config.LitellmSettings.ForwardClientHeadersOf, group);
        foreach (var (name, values) in client)
        {
            var sent = name.StartsWith(PassPrefix, StringComparison.OrdinalIgnoreCase) ? name[PassPrefix.Length..] : forwards && IsForwarded(name) ? name : "";
            if (sent.Length > 0 && !IsSecret(sent, config) && !s_never.Contains(sent, StringComparer.OrdinalIgnoreCase) && !upstream.NonValidated.Contains(sent))
            {
                // Says no to headers that belong to a body, such as content-language: they stay here.
                upstream.TryAddWithoutValidation(sent, (IEnumerable<string?>)values);
            }
        }
    }

    private static bool Names(IReadOnlyList<string> groups, string group)
    {
        foreach (var name in groups)
        {
            if (name == group || ModelAccess.Matches(name, group))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsForwarded(string name) =>
        name.Equals(Beta, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
            && !s_own.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !s_ownPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));

    private static bool IsSecret(string name, GatewayConfig config) =>
        KeyReader.MayHoldKey(name) || name.Equals(config.GeneralSettings.LitellmKeyHeaderName, StringComparison.OrdinalIgnoreCase);
}
