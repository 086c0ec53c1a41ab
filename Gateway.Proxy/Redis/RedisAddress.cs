using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Redis;

/// <summary>Where Redis is: <c>cache_params</c>, then <c>router_settings</c>, then <c>REDIS_URL</c> or <c>REDIS_HOST</c>, then Aspire's connection string.</summary>
internal static class RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary>In StackExchange.Redis's form, e.g. <c>redis:6379,password=secret,defaultDatabase=1</c>; null: there is none.</summary>
    public static string? Find(GatewayConfig config, GatewayOptions options, string? aspire)
    {
        var cache = config.LitellmSettings.CacheParams;
        var router = config.RouterSettings;
        if (cache.Url is { } cacheUrl)
        {
            return FromUrl(cacheUrl);
        }

        if (cache.Host is { } cacheHost)
        {
            return Join(cacheHost, cache.Port, cache.Username, cache.Password, cache.Db, cache.Ssl);
        }

        if (router.RedisUrl is { } routerUrl)
        {
            return FromUrl(routerUrl);
        }

        if (router.RedisHost is { } routerHost)
        {
            return Join(routerHost, router.RedisPort, null, router.RedisPassword, router.RedisDb, ssl: false);
        }

        if (options.RedisUrl is { } url)
        {
            return FromUrl(url);
        }

        return options.RedisHost is { } host ? Join(host, options.RedisPort, null, options.RedisPassword, null, ssl: false) : aspire;
    }

    /// <summary><c>redis://user:password@host:6379/1</c>, or <c>rediss://</c> for TLS; anything else is taken as it is.</summary>
    public static string FromUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
        {
            return url;
        }

        var user = uri.UserInfo.Split(':', 2);
        var name = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        var password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        int? database = int.TryParse(uri.AbsolutePath.AsSpan(1), out var number) ? number : null;
        return Join(uri.Host, uri.Port > 0 ? uri.Port : null, name, password, database, uri.Scheme == "rediss");
    }

    private static string Join(string host, int? port, string? user, string? password, int? database, bool ssl)
    {
        var parts = new List<string> { $"{host}:{port ?? DefaultPort}" };
        if (user is { Length: > 0 })
        {
            parts.Add($"user={user}");
        }

        if (password is { Length: > 0 })
        {
            parts.Add($"password={password}");
        }

        if (database is { } number)
        {
            parts.Add($"defaultDatabase={number}");
        }

        if (ssl)
        {
            parts.Add("ssl=true");
        }

        return string.Join(',', parts);
    }
}
