using Gateway.Proxy.Hosting;

namespace Gateway.Proxy.Configuration.Reading;

/// <summary><c>litellm_settings</c>, less the keys that <see cref="RouterSettingsReader"/> takes over.</summary>
internal static class LitellmSettingsReader
{
    public static LitellmSettings Read(Section? section, Section root)
    {
        section ??= new(root.Map.Empty("litellm_settings"), root.Context);
        var defaults = new LitellmSettings();
        var (teamKeys, personalKeys) = KeyGenerationReader.Read(section);
        var settings = new LitellmSettings
        {
            DropParams = section.Bool("drop_params") ?? defaults.DropParams,
            RequestTimeout = section.Seconds("request_timeout") ?? defaults.RequestTimeout,
            Cache = section.Bool("cache") ?? defaults.Cache,
            CacheParams = CacheParamsReader.Read(section),
            CostDiscountConfig = CostAdjustmentsReader.Discounts(section),
            CostMarginConfig = CostAdjustmentsReader.Margins(section),
            ForwardClientHeadersOf = ForwardClientHeadersOf(section),
            ExtraSpendTagHeaders = section.Strings("extra_spend_tag_headers") ?? defaults.ExtraSpendTagHeaders,
            JsonLogs = section.Bool("json_logs") ?? defaults.JsonLogs,
            TurnOffMessageLogging = section.Bool("turn_off_message_logging") ?? defaults.TurnOffMessageLogging,
            RequireAuthForMetricsEndpoint = section.Bool("require_auth_for_metrics_endpoint") ?? defaults.RequireAuthForMetricsEndpoint,
            Timezone = Timezone(section),
            MaxBudget = section.Number("max_budget") is > 0 and var budget ? budget : null,
            BudgetDuration = CreationDefaultsReader.Duration(section, "budget_duration"),
            MaxEndUserBudget = section.Number("max_end_user_budget"),
            MaxEndUserBudgetId = section.String("max_end_user_budget_id"),
            Langfuse = LangfuseReader.Read(section),
            PriorityReservation = PriorityReservationReader.Read(section),
            ModelAliasMap = section.StringMap("model_alias_map") ?? defaults.ModelAliasMap,
            DefaultKeyGenerateParams = CreationDefaultsReader.Read(
                section, "default_key_generate_params", ContractsJson.Default.KeyInfo,
                "max_budget", "soft_budget", "budget_duration", "duration", "models", "aliases", "metadata", "tags", "team_id", "budget_id",
                "tpm_limit", "rpm_limit", "max_parallel_requests", "model_max_budget", "model_rpm_limit", "model_tpm_limit", "allowed_routes", "key_type", "permissions"),
            UpperboundKeyGenerateParams = CreationDefaultsReader.Bounds(section),
            TeamKeyGeneration = teamKeys,
            PersonalKeyGeneration = personalKeys,
            AvailableTeams = CreationDefaultsReader.AvailableTeams(section),
            DefaultTeamParams = CreationDefaultsReader.Read(
                section, "default_team_params", ContractsJson.Default.TeamInfo,
                "max_budget", "soft_budget", "budget_duration", "models", "tpm_limit", "rpm_limit", "max_parallel_requests", "metadata"),
            DefaultInternalUserParams = CreationDefaultsReader.Read(
                section, "default_internal_user_params", ContractsJson.Default.UserInfo,
                "user_role", "max_budget", "budget_duration", "models", "tpm_limit", "rpm_limit", "max_parallel_requests", "available_teams"),
            MaxInternalUserBudget = section.Number("max_internal_user_budget"),
            InternalUserBudgetDuration = CreationDefaultsReader.Duration(section, "internal_user_budget_duration"),
        };
        Callbacks.Check(section);
        section.Accept(LitellmKeys.LitellmSettings).NotHonoured(LitellmKeys.LitellmSettingsNotHonoured).WarnAboutUnknown();
        return settings;
    }

    // model_group_settings:
    //   forward_client_headers_to_llm_api: ["gpt-oss-120b", "openai/*"]
    private static IReadOnlyList<string> ForwardClientHeadersOf(Section section)
    {
        if (section.Child("model_group_settings") is not { } settings)
        {
            return [];
        }

        var groups = settings.Strings("forward_client_headers_to_llm_api") ?? [];
        settings.WarnAboutUnknown();
        return groups;
    }

    private static TimeZoneInfo Timezone(Section section)
    {
        var name = section.String("timezone");
        if (name is null)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        section.Context.Findings.Error(section.Node("timezone")!, $"'{name}' is no time zone that this system knows; write one like Europe/Berlin");
        return TimeZoneInfo.Utc;
    }
}
