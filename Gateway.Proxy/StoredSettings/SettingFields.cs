using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.StoredSettings;

/// <summary>
/// The keys that may be changed at run time. Not here is what a process reads only when it starts (stores, logging) and
/// what holds secrets: both stay in the file. To let another key be changed, add its line.
/// </summary>
internal static class SettingFields
{
    public const string Router = "router_settings";
    public const string Litellm = "litellm_settings";
    public const string General = "general_settings";

    public static readonly IReadOnlyList<SettingField> All =
    [
        new(Router, "routing_strategy", "String", "\"simple-shuffle\"", "How the next deployment of a model group is chosen.") { Options = LitellmKeys.RoutingStrategies },
        new(Router, "routing_strategy_args", "Dictionary", null, "For latency-based-routing: ttl and lowest_latency_buffer."),
        new(Router, "num_retries", "Integer", "2", "Further attempts within a model group."),
        new(Router, "retry_after", "Float", "0", "Seconds to wait at least before a retry."),
        new(Router, "retry_policy", "Dictionary", null, "Retries by kind of error, such as RateLimitErrorRetries."),
        new(Router, "model_group_retry_policy", "Dictionary", null, "The same for single model groups."),
        new(Router, "timeout", "Float", "600", "Seconds that a call may take, and between two events of a stream."),
        new(Router, "stream_timeout", "Float", null, "Seconds to the first token of a stream; otherwise timeout."),
        new(Router, "allowed_fails", "Integer", "3", "Failures a minute that a deployment may have before it is cooled down."),
        new(Router, "allowed_fails_policy", "Dictionary", null, "The same by kind of error, such as RateLimitErrorAllowedFails."),
        new(Router, "cooldown_time", "Float", "5", "Seconds for which a failing deployment gets no requests."),
        new(Router, "disable_cooldowns", "Boolean", "false", "Failing deployments go on getting requests."),
        new(Router, "fallbacks", "List", "[]", "The groups that follow when one has failed: [{\"a\": [\"b\", \"c\"]}]."),
        new(Router, "context_window_fallbacks", "List", "[]", "The same for prompts that are too long."),
        new(Router, "content_policy_fallbacks", "List", "[]", "The same for what a content filter refuses."),
        new(Router, "default_fallbacks", "List", "[]", "For every group without fallbacks of its own."),
        new(Router, "max_fallbacks", "Integer", "5", "Groups that are tried at most after the first."),
        new(Router, "model_group_alias", "Dictionary", "{}", "Other names for model groups."),
        new(Router, "enable_pre_call_checks", "Boolean", "false", "Leaves out deployments whose context window is too short."),
        new(Router, "optional_pre_call_checks", "List", "[]", "Further checks by name."),
        new(Router, "default_max_parallel_requests", "Integer", null, "Requests at once for deployments that set nothing."),
        new(Router, "provider_budget_config", "Dictionary", "{}", "US dollars that a provider may cost: {\"openai\": {\"budget_limit\": 100, \"time_period\": \"1d\"}}."),
        new(Router, "enable_tag_filtering", "Boolean", "false", "Requests with tags go to deployments with these tags."),
        new(Router, "tag_filtering_match_any", "Boolean", "true", "One common tag is enough."),
        new(Router, "enable_health_check_routing", "Boolean", "false", "Deployments that fail their health check get no requests."),
        new(Litellm, "drop_params", "Boolean", "false", "Fields that an upstream does not know are dropped instead of refused."),
        new(Litellm, "request_timeout", "Float", null, "Seconds that a call to an upstream may take."),
        new(Litellm, "turn_off_message_logging", "Boolean", "false", "Prompts and answers are not stored whatever else is set."),
        new(Litellm, "max_budget", "Float", null, "US dollars that all requests together may cost."),
        new(Litellm, "budget_duration", "String", null, "After how long that budget begins anew, such as 30d."),
        new(Litellm, "max_end_user_budget", "Float", null, "US dollars that a customer gets who is named for the first time."),
        new(Litellm, "max_end_user_budget_id", "String", null, "The same as a shared budget, by its id."),
        new(Litellm, "model_alias_map", "Dictionary", "{}", "Other names for models, for every key."),
        new(General, "global_max_parallel_requests", "Integer", null, "Requests at once in the whole gateway."),
        new(General, "max_request_size_mb", "Float", "100", "The largest request body."),
        new(General, "always_include_stream_usage", "Boolean", "false", "Streams end with their usage even where the client did not ask for it."),
        new(General, "store_prompts_in_spend_logs", "Boolean", "false", "Prompts and answers are kept with their requests."),
        new(General, "maximum_spend_logs_retention_period", "String", null, "How long spend logs are kept, such as 30d."),
        new(General, "background_health_checks", "Boolean", "false", "Model servers are asked for their health without a caller."),
        new(General, "health_check_interval", "Float", "300", "Seconds between two such checks."),
        new(General, "completion_model", "String", null, "The model of completions that name none."),
        new(General, "embedding_model", "String", null, "The model of embeddings that name none."),
        new(General, "moderation_model", "String", null, "The model of moderations that name none."),
        new(General, "image_generation_model", "String", null, "The model of image generations that name none."),
    ];

    public static SettingField? Find(string section, string name) => All.FirstOrDefault(field => field.Section == section && field.Name == name);
}
