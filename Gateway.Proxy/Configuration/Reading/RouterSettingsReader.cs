namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>router_settings</c>, and the same keys where users wrote them under <c>litellm_settings</c>.</summary>
internal static class RouterSettingsReader
{
    /// <summary>Keys that may stand under either; <c>router_settings</c> wins.</summary>
    public static readonly string[] Shared =
    [
        "num_retries", "retry_after", "retry_policy", "model_group_retry_policy", "allowed_fails", "allowed_fails_policy", "cooldown_time",
        "timeout", "stream_timeout", "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "default_fallbacks", "max_fallbacks",
        "model_group_alias",
    ];

    public static RouterSettings Read(Section? router, Section? litellm, Section root)
    {
        litellm?.Accept(Shared);
        var section = InForce(router, litellm, root);
        var defaults = new RouterSettings();
        var settings = new RouterSettings
        {
            RoutingStrategy = section.Choice("routing_strategy", LitellmKeys.RoutingStrategies) ?? defaults.RoutingStrategy,
            RoutingStrategyArgs = StrategyArgs(section.Child("routing_strategy_args")),
            NumRetries = section.Int("num_retries") ?? defaults.NumRetries,
            RetryAfter = section.Seconds("retry_after") ?? defaults.RetryAfter,
            RetryPolicy = RetryPolicyReader.Retries(section.Child("retry_policy")),
            ModelGroupRetryPolicy = RetryPolicyReader.RetriesByGroup(section.Child("model_group_retry_policy")),
            AllowedFails = section.Int("allowed_fails") ?? defaults.AllowedFails,
            AllowedFailsPolicy = RetryPolicyReader.AllowedFails(section.Child("allowed_fails_policy")),
            CooldownTime = section.Seconds("cooldown_time") ?? defaults.CooldownTime,
            DisableCooldowns = section.Bool("disable_cooldowns") ?? defaults.DisableCooldowns,
            Timeout = section.Seconds("timeout") ?? defaults.Timeout,
            StreamTimeout = section.Seconds("stream_timeout"),
            Fallbacks = FallbacksReader.Read(section, "fallbacks"),
            ContextWindowFallbacks = FallbacksReader.Read(section, "context_window_fallbacks"),
            ContentPolicyFallbacks = FallbacksReader.Read(section, "content_policy_fallbacks"),
            DefaultFallbacks = section.Strings("default_fallbacks") ?? defaults.DefaultFallbacks,
            MaxFallbacks = section.Int("max_fallbacks") ?? defaults.MaxFallbacks,
            ModelGroupAlias = ModelAliasReader.Read(section.Child("model_group_alias")),
            EnablePreCallChecks = section.Bool("enable_pre_call_checks") ?? defaults.EnablePreCallChecks,
            OptionalPreCallChecks = section.Strings("optional_pre_call_checks") ?? defaults.OptionalPreCallChecks,
            DefaultMaxParallelRequests = section.Int("default_max_parallel_requests", 1),
            ProviderBudgets = DeploymentBudgetReader.OfProviders(section),
            EnableTagFiltering = section.Bool("enable_tag_filtering") ?? defaults.EnableTagFiltering,
            TagFilteringMatchAny = section.Bool("tag_filtering_match_any") ?? defaults.TagFilteringMatchAny,
            EnableHealthCheckRouting = section.Bool("enable_health_check_routing") ?? defaults.EnableHealthCheckRouting,
            RedisHost = section.String("redis_host"),
            RedisPort = section.Int("redis_port", 1, 65535),
            RedisPassword = section.String("redis_password"),
            RedisDb = section.Int("redis_db"),
            RedisUrl = RedisPlaces.Url(section, "redis_url"),
        };
        section.Accept("default_litellm_params").Accept(LitellmKeys.RouterSettings).NotHonoured(LitellmKeys.RouterSettingsNotHonoured).WarnAboutUnknown();
        return settings;
    }

    /// <summary>What is written under either.</summary>
    public static Section InForce(Section? router, Section? litellm, Section root)
    {
        var own = router?.Map ?? root.Map.Empty("router_settings");
        var shared = litellm?.Map.Entries.Where(entry => Shared.Contains(entry.Name)) ?? [];
        return new(own.WithDefaults(shared), root.Context);
    }

    private static RoutingStrategyArgs StrategyArgs(Section? section)
    {
        var defaults = new RoutingStrategyArgs();
        if (section is null)
        {
            return defaults;
        }

        var args = new RoutingStrategyArgs
        {
            Ttl = section.Seconds("ttl") ?? defaults.Ttl,
            LowestLatencyBuffer = section.Number("lowest_latency_buffer") ?? defaults.LowestLatencyBuffer,
        };
        section.Accept("max_latency_list_size").WarnAboutUnknown();
        return args;
    }
}
