using System.Text.RegularExpressions;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <code>
/// pass_through_endpoints:
///   - path: /v1/rerank-cohere
///     target: https://api.cohere.com/v1/rerank
///     headers: {Authorization: "bearer os.environ/COHERE_API_KEY"}
/// </code>
/// </summary>
internal static partial class PassThroughReader
{
    public static IReadOnlyList<PassThroughEndpoint> Read(Section section)
    {
        var endpoints = new List<PassThroughEndpoint>();
        foreach (var item in section.Children("pass_through_endpoints"))
        {
            var path = item.String("path");
            var target = item.Url("target");
            if (path is null || !path.StartsWith('/'))
            {
                item.Missing("path", "write where clients call it, beginning with a slash");
            }

            if (item.Node("target") is null)
            {
                item.Missing("target", "write the URL that the calls go to");
            }

            if (item.Bool("auth") == false)
            {
                item.Warn(item.Map.Find("auth")!, "calls need a key of the gateway all the same, so that its limits and budget hold");
            }

            var endpoint = path is null || target is null ? null : new PassThroughEndpoint
            {
                Path = path.TrimEnd('/'),
                Target = target,
                Headers = Headers(item),
                IncludeSubpath = item.Bool("include_subpath") ?? false,
                CostPerRequest = item.Number("cost_per_request") ?? 0,
                Methods = item.Strings("methods") ?? [],
            };
            item.Accept("id", "default_query_params", "guardrails", "forward_headers").WarnAboutUnknown();
            if (endpoint is not null)
            {
                endpoints.Add(endpoint);
            }
        }

        return endpoints;
    }

    // Unlike elsewhere, os.environ/NAME may stand behind other text here: "bearer os.environ/COHERE_API_KEY".
    private static Dictionary<string, string> Headers(Section item)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in item.StringMap("headers") ?? new Dictionary<string, string>())
        {
            headers[name] = Reference().Replace(value, match => item.Context.Variable(match.Groups[1].Value) ?? "");
        }

        return headers;
    }

    [GeneratedRegex("os\\.environ/([A-Za-z0-9_]+)")]
    private static partial Regex Reference();
}
