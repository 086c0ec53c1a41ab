namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// <c>cache_params: {type: redis, ttl: 600}</c>; also the spellings that are in circulation though LiteLLM ignores them:
/// <c>cache_type: redis</c> and <c>cache_kwargs: {ttl: 600}</c> beside it.
/// </summary>
internal static class CacheParamsReader
{
    private static readonly string[] s_exact = ["local", "redis"];

    // By where answers are. There is no Qdrant here: the process has the vectors of all of them, and Redis brings those of the other replicas.
    private static readonly Dictionary<string, string> s_semantic = new()
    {
        ["redis-semantic"] = "redis",
        ["valkey-semantic"] = "redis",
        ["qdrant-semantic"] = "local",
    };

    private static readonly string[] s_embeddingModels = ["redis_semantic_cache_embedding_model", "valkey_semantic_cache_embedding_model", "qdrant_semantic_cache_embedding_model"];

    // LiteLLM's default.
    private static readonly TimeSpan s_embeddingTimeout = TimeSpan.FromSeconds(5);

    // Other stores, by the exact cache that stands in for them.
    private static readonly Dictionary<string, string> s_replaced = new()
    {
        ["s3"] = "local",
        ["gcs"] = "local",
        ["azure-blob"] = "local",
        ["disk"] = "local",
    };

    public static CacheParams Read(Section litellm)
    {
        var section = new Section(Merged(litellm), litellm.Context);
        var defaults = new CacheParams();
        var (nodes, service) = Nodes(section);
        var parameters = new CacheParams
        {
            Type = Type(section),
            Host = section.String("host"),
            Port = section.Int("port", 1, 65535),
            Username = section.String("username"),
            Password = section.String("password"),
            Db = section.Int("db"),
            Ssl = section.Bool("ssl") ?? defaults.Ssl,
            Url = RedisPlaces.Url(section, "url"),
            Nodes = nodes,
            ServiceName = service,
            Namespace = section.String("namespace"),
            Ttl = section.Seconds("ttl") ?? section.Seconds("default_in_redis_ttl") ?? section.Seconds("default_in_memory_ttl"),
            Mode = section.Choice("mode", ["default_on", "default_off"]) ?? defaults.Mode,
            Semantic = Semantic(section),
            Scope = section.Choice("scope", ["key", "team"]),
            SupportedCallTypes = section.Strings("supported_call_types"),
        };
        section.Accept(LitellmKeys.CacheParams).NotHonoured(LitellmKeys.CacheParamsNotHonoured).WarnAboutUnknown();
        return parameters;
    }

    private static (IReadOnlyList<string> Nodes, string? Service) Nodes(Section section)
    {
        var (cluster, sentinels, service) = (RedisPlaces.Read(section, "redis_startup_nodes"), RedisPlaces.Read(section, "sentinel_nodes"), section.String("service_name"));
        if (sentinels.Count > 0 && service is null)
        {
            section.Missing("service_name", "it names the primary that the Sentinels watch, such as mymaster");
        }

        return cluster.Count > 0 ? (cluster, null) : (sentinels, service);
    }

    private static ConfigMapping Merged(Section litellm)
    {
        var map = litellm.Child("cache_params")?.Map ?? litellm.Map.Empty("cache_params");
        if (litellm.Child("cache_kwargs") is { } alias)
        {
            map = map.WithDefaults(alias.Map.Entries);
            litellm.Warn(litellm.Map.Find("cache_kwargs")!, "read as cache_params; LiteLLM itself ignores this spelling, so write 'cache_params:'");
        }

        if (litellm.Node("cache_type") is { } type)
        {
            var entry = litellm.Map.Find("cache_type")!;
            map = map.WithDefaults([entry with { Name = "type", Value = type }]);
            litellm.Warn(entry, "read as cache_params.type; LiteLLM itself ignores this spelling, so write 'cache_params: {type: …}'");
        }

        return map;
    }

    private static SemanticCacheParams? Semantic(Section section)
    {
        var type = section.Node("type") as ConfigScalar;
        var isSemantic = type is not null && s_semantic.ContainsKey(type.Text);
        var threshold = section.Number("similarity_threshold");
        var model = s_embeddingModels.Select(name => section.String(name)).FirstOrDefault(name => name is not null);
        var timeout = section.Seconds("semantic_cache_embedding_timeout") ?? s_embeddingTimeout;
        if (isSemantic && threshold is > 0 and <= 1 and { } least && model is not null)
        {
            return new SemanticCacheParams(model, least, timeout);
        }

        if (isSemantic)
        {
            section.Context.Findings.Warn(type!, $"needs similarity_threshold (above 0, up to 1, such as 0.95) and {s_embeddingModels[0]} (a model group of mode embedding); without them only identical requests are answered from the cache");
        }
        else if (threshold is not null)
        {
            section.Warn(section.Map.Find("similarity_threshold")!, "only identical requests are answered from a cache of this type; 'type: redis-semantic' compares prompts");
        }

        return null;
    }

    private static string? Type(Section section)
    {
        if (section.Node("type") is ConfigScalar semantic && s_semantic.TryGetValue(semantic.Text, out var place))
        {
            return place;
        }

        if (section.Node("type") is ConfigScalar scalar && s_replaced.TryGetValue(scalar.Text, out var exact))
        {
            section.Context.Findings.Warn(scalar, $"there is no {scalar.Text} cache here; identical requests are cached in {(exact == "redis" ? "Redis" : "the process")} instead (type: {exact})");
            return exact;
        }

        return section.Choice("type", s_exact);
    }
}
