using System.Globalization;
using Gateway.Proxy.Configuration;
using StackExchange.Redis;

namespace Gateway.Proxy.Redis;

/// <summary>Where Redis is: <c>cache_params</c>, then <c>router_settings</c>, then the <c>REDIS_…</c> variables, then Aspire's connection string.</summary>
internal sealed record RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary><c>redis://user:password@host:6379/1</c>, <c>rediss://</c> for TLS, or StackExchange.Redis's form; wins over all below.</summary>
    public string? Url { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    /// <summary><c>host:port</c> of some nodes of a cluster, or of the Sentinels where there is a <see cref="ServiceName"/>; wins over <see cref="Host"/>.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>What Sentinels call the primary that they watch.</summary>
    public string? ServiceName { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public int? Database { get; init; }

    public bool Ssl { get; init; }

    /// <summary>Null: there is no Redis.</summary>
    public static ConfigurationOptions? Find(GatewayConfig config, GatewayOptions options, string? aspire)
    {
        var cache = config.LitellmSettings.CacheParams;
        var router = config.RouterSettings;
        RedisAddress[] addresses =
        [
            new()
            {
                Url = cache.Url, Host = cache.Host, Port = cache.Port, Nodes = cache.Nodes, ServiceName = cache.ServiceName,
                Username = cache.Username, Password = cache.Password, Database = cache.Db, Ssl = cache.Ssl,
            },
            new() { Url = router.RedisUrl, Host = router.RedisHost, Port = router.RedisPort, Password = router.RedisPassword, Database = router.RedisDb },
            options.Redis,
            new() { Url = aspire },
        ];
        return addresses.Select(address => address.Options()).FirstOrDefault(found => found is not null);
    }

    /// <summary>Null: nothing says where it is.</summary>
    public ConfigurationOptions? Options()
    {
        if (Url is { Length: > 0 })
        {
            return FromUrl(Url);
        }

        if (Nodes.Count == 0 && Host is null)
        {
            return null;
        }

        var options = new ConfigurationOptions { User = Username, Password = Password, DefaultDatabase = Database, Ssl = Ssl };
        if (Nodes.Count == 0)
        {
            options.EndPoints.Add(Host!, Port ?? DefaultPort);
            return options;
        }

        options.ServiceName = ServiceName;
        foreach (var node in Nodes)
        {
            var colon = node.LastIndexOf(':');
            options.EndPoints.Add(node[..colon], int.Parse(node.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        }

        return options;
    }

    /// <summary>What a wrong <see cref="Url"/> should have been.</summary>
    public const string ValidUrl = "a URL such as redis://:password@redis:6379/0, or redis:6379,password=…";

    /// <summary>Can this be read as a <see cref="Url"/>?</summary>
    public static bool IsUrl(string text)
    {
        try
        {
            return FromUrl(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(RedisAddress);

    private static ConfigurationOptions FromUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
        {
            return ConfigurationOptions.Parse(url);
        }

        var user = uri.UserInfo.Split(':', 2);
        return new RedisAddress
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : null,
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = int.TryParse(uri.AbsolutePath.AsSpan(1), out var number) ? number : null,
            Ssl = uri.Scheme == "rediss",
        }.Options()!;
    }
}
