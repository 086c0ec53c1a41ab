using System.Globalization;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Where Redis is, in <c>cache_params</c> and <c>router_settings</c>. Nodes of a Redis cluster, and Sentinels, as LiteLLM writes them:
/// <code>
/// redis_startup_nodes: [{host: redis-1, port: 6379}]
/// sentinel_nodes: [[sentinel-1, 26379]]
/// </code>
/// </summary>
internal static class RedisPlaces
{
    /// <summary>A list of nodes in an environment variable.</summary>
    public const string ValidJson = """JSON such as [{"host": "redis-1", "port": 6379}] or [["sentinel-1", 26379]]""";

    private const string Valid = "a list such as [{host: redis-1, port: 6379}] or [[sentinel-1, 26379]]";

    /// <summary>The URL; null when the key is not set, and after reporting what is none. It is never shown: it may hold a password.</summary>
    public static string? Url(Section section, string name)
    {
        var url = section.String(name);
        if (url is null || RedisAddress.IsUrl(url))
        {
            return url;
        }

        section.Context.Findings.Error(section.Node(name)!, $"valid is {RedisAddress.ValidUrl}");
        return null;
    }

    /// <summary><c>host:port</c> of each; empty when the key is not set, and after reporting what is no list of nodes.</summary>
    public static IReadOnlyList<string> Read(Section section, string name)
    {
        if (section.Node(name) is not { } node)
        {
            return [];
        }

        if (Read(node) is { } nodes)
        {
            return nodes;
        }

        section.Context.Findings.Error(node, $"found {node.Describe()}; valid is {Valid}");
        return [];
    }

    /// <summary>Null: it is no list of nodes.</summary>
    public static IReadOnlyList<string>? Read(ConfigNode list)
    {
        if (list is not ConfigSequence { Items: { Count: > 0 } items })
        {
            return null;
        }

        var nodes = items.Select(Node).OfType<string>().ToList();
        return nodes.Count == items.Count ? nodes : null;
    }

    private static string? Node(ConfigNode item) => item switch
    {
        ConfigMapping map => Node(map.Find("host")?.Value, map.Find("port")?.Value),
        ConfigSequence { Items: [var host, var port] } => Node(host, port),
        _ => null,
    };

    private static string? Node(ConfigNode? host, ConfigNode? port) =>
        host is ConfigScalar { Text: { Length: > 0 } name } && port is ConfigScalar { Text: var text }
        && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? $"{name}:{number}"
            : null;
}
