using System.Net;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>general_settings</c>.</summary>
internal static class GeneralSettingsReader
{
    public static GeneralSettings Read(Section? section, Section root)
    {
        section ??= new(root.Map.Empty("general_settings"), root.Context);
        var defaults = new GeneralSettings();
        var (jwt, opaque) = JwtAuthReader.Read(section);
        var settings = new GeneralSettings
        {
            MasterKey = MasterKey(section),
            DatabaseUrl = section.String("database_url"),
            CompletionModel = section.String("completion_model"),
            EmbeddingModel = section.String("embedding_model"),
            ModerationModel = section.String("moderation_model"),
            ImageGenerationModel = section.String("image_generation_model"),
            AllowedIps = AllowedIps(section),
            UseXForwardedFor = section.Bool("use_x_forwarded_for") ?? false,
            GlobalMaxParallelRequests = section.Int("global_max_parallel_requests", 1),
            MaxRequestSizeMb = section.Number("max_request_size_mb") ?? defaults.MaxRequestSizeMb,
            AlwaysIncludeStreamUsage = section.Bool("always_include_stream_usage") ?? defaults.AlwaysIncludeStreamUsage,
            LitellmKeyHeaderName = section.String("litellm_key_header_name"),
            CustomerHeaders = CustomerHeaders(section),
            EnforceUserParam = section.Bool("enforce_user_param") ?? defaults.EnforceUserParam,
            EnforcedParams = section.Strings("enforced_params") ?? defaults.EnforcedParams,
            AllowedRoutes = RouteLists.Offered(section),
            AdminOnlyRoutes = RouteLists.Read(section, "admin_only_routes") ?? defaults.AdminOnlyRoutes,
            PublicRoutes = RouteLists.Public(section) ?? defaults.PublicRoutes,
            TokenRateLimitType = CountedTokens(section),
            ForwardClientHeaders = section.Bool("forward_client_headers_to_llm_api") ?? defaults.ForwardClientHeaders,
            RejectClientsideMetadataTags = section.Bool("reject_clientside_metadata_tags") ?? defaults.RejectClientsideMetadataTags,
            BackgroundHealthChecks = section.Bool("background_health_checks") ?? defaults.BackgroundHealthChecks,
            HealthCheckInterval = section.Seconds("health_check_interval") ?? defaults.HealthCheckInterval,
            StorePromptsInSpendLogs = section.Bool("store_prompts_in_spend_logs") ?? defaults.StorePromptsInSpendLogs,
            MaximumSpendLogsRetentionPeriod = RetentionPeriod(section),
            JwtAuth = jwt,
            OAuth2Auth = opaque,
            Alerts = AlertSettingsReader.Read(section),
            PassThroughEndpoints = PassThroughReader.Read(section),
            RateLimitConfig = RateLimits(section.Child("rate_limit_config")),
        };
        section.Accept(LitellmKeys.GeneralSettings).NotHonoured(LitellmKeys.GeneralSettingsNotHonoured).WarnAboutUnknown();
        return settings;
    }

    private static CountedTokens CountedTokens(Section section) => section.Choice("token_rate_limit_type", ["total", "input", "output"]) switch
    {
        "input" => Configuration.CountedTokens.Input,
        "output" => Configuration.CountedTokens.Output,
        _ => Configuration.CountedTokens.Total,
    };

    private static string? MasterKey(Section section)
    {
        var key = section.String("master_key");
        if (key is not null && !key.StartsWith("sk-", StringComparison.Ordinal))
        {
            section.Context.Findings.Warn(section.Node("master_key")!, "does not begin with 'sk-'; LiteLLM and its clients expect that it does");
        }

        return key;
    }

    // user_header_name: X-OpenWebUI-User-Id, or in newer configs
    // user_header_mappings:
    //   - {header_name: X-OpenWebUI-User-Id, litellm_user_role: customer}
    private static List<string> CustomerHeaders(Section section)
    {
        var names = new List<string>();
        foreach (var mapping in section.Children("user_header_mappings"))
        {
            var name = mapping.String("header_name");
            var role = mapping.Choice("litellm_user_role", ["customer", "internal_user"]);
            mapping.WarnAboutUnknown();
            if (role == "internal_user")
            {
                mapping.Warn(mapping.Map.Find("litellm_user_role")!, "not read: the internal user is the one whom the key belongs to; map the header to 'customer'");
            }
            else if (name is not null)
            {
                names.Add(name);
            }
        }

        return section.String("user_header_name") is { Length: > 0 } single && names.Count == 0 ? [single] : names;
    }

    // allowed_ips: ["127.0.0.1", "10.0.0.0/8"]
    private static List<IPNetwork>? AllowedIps(Section section)
    {
        const string Name = "allowed_ips";
        if (section.Strings(Name) is not { } texts)
        {
            return null;
        }

        var networks = new List<IPNetwork>();
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                section.Context.Findings.Error(section.Node(Name)!, $"found '{text}'; valid is an address such as 10.1.2.3, or a network such as 10.0.0.0/8");
            }
        }

        return networks;
    }

    // maximum_spend_logs_retention_period: "30d"
    private static TimeSpan? RetentionPeriod(Section section)
    {
        const string Name = "maximum_spend_logs_retention_period";
        if (section.String(Name) is not { } text)
        {
            return null;
        }

        var period = Spend.RetentionPeriod.Parse(text);
        if (period is null)
        {
            section.Context.Findings.Error(section.Node(Name)!, $"found '{text}'; valid is a period such as 30d, 12h or 2w");
        }

        return period;
    }

    // rate_limit_config:
    //   user-key-1: {rpm: 100, tpm: 10000, priority: prod}
    private static Dictionary<string, KeyRateLimit> RateLimits(Section? section)
    {
        var limits = new Dictionary<string, KeyRateLimit>();
        foreach (var entry in section?.Map.Entries ?? [])
        {
            var limit = section!.Child(entry.Name);
            limits[entry.Name] = new(limit?.Int("rpm"), limit?.Int("tpm"), limit?.Int("max_parallel_requests"), limit?.String("priority"));
            limit?.WarnAboutUnknown();
        }

        return limits;
    }
}
