namespace Gateway.Proxy.Configuration.Reading;

/// <summary>The keys of <c>router_settings</c>, <c>litellm_settings</c> with <c>cache_params</c>, and <c>general_settings</c>.</summary>
internal static partial class LitellmKeys
{
    private const string NoUnverifiedTls = "certificates of upstreams are always verified; trust a private CA with SSL_CERT_FILE";
    private const string NoPython = "Python code cannot run in this gateway";

    public static readonly string[] RouterSettings =
    [
        "deployment_affinity_ttl_seconds", "polling_interval", "cache_responses", "cache_kwargs", "client_ttl", "health_check_staleness_threshold",
        "health_check_ignore_transient_errors", "ignore_invalid_deployments", "set_verbose", "debug_level", "alerting_config", "assistants_config",
        "search_tools", "router_general_settings", "tag_routing_prefix", "caching_groups", "model_group_affinity_config", "redis_ssl", "redis_username",
    ];

    public static readonly Dictionary<string, string> RouterSettingsNotHonoured = new()
    {
        ["routing_groups"] = "one routing_strategy holds for all model groups; set routing_strategy",
        ["default_priority"] = "requests are not queued by priority here; vLLM does that with --scheduling-policy priority and the body's priority",
        ["guardrail_list"] = "guardrails are not run by this gateway: requests are NOT checked by them",
    };

    public static readonly string[] LitellmSettings =
    [
        "modify_params", "enable_redis_auth_cache", "redact_user_api_key_info", "set_verbose", "log_raw_request_response", "force_ipv4",
        "disable_stop_sequence_limit", "prometheus_initialize_budget_metrics",
        "prometheus_emit_stream_label", "enable_end_user_cost_tracking_prometheus_only",
        "disable_end_user_cost_tracking", "disable_end_user_cost_tracking_prometheus_only",
        "disable_add_user_agent_to_request_tags", "network_mock", "enable_json_schema_validation", "disable_hf_tokenizer_download",
        "enable_key_alias_format_validation", "skip_system_message_in_guardrail", "mcp_aliases", "langfuse_default_tags",
        "suppress_debug_info", "telemetry", "default_team_settings", "store_audit_logs", "api_base", "api_version", "ssl_certificate",
        "return_response_headers", "enable_caching_on_provider_specific_optional_params", "add_function_to_prompt", "num_workers",
        "s3_callback_params", "datadog_params", "callback_settings", "global_disable_no_log_param", "use_chat_completions_url_for_anthropic_messages", "use_aiohttp_transport", "disable_aiohttp_transport", "aiohttp_trust_env",
    ];

    public static readonly Dictionary<string, string> LitellmSettingsNotHonoured = new()
    {
        ["max_parallel_requests"] = "use general_settings.global_max_parallel_requests, or max_parallel_requests of a key",
        ["tag_budget_config"] = "budgets of tags are not read from here; make the tags with /tag/new",
        ["ssl_verify"] = NoUnverifiedTls,
        ["custom_prometheus_metadata_labels"] = "metrics carry a fixed set of labels",
        ["custom_prometheus_tags"] = "metrics carry a fixed set of labels",
        ["prometheus_metrics_config"] = "all metrics are on, with all their labels",
        ["guardrails"] = "guardrails are not run by this gateway: requests are NOT checked by them",
        ["custom_provider_map"] = $"{NoPython}; serve the model behind an OpenAI-compatible URL",
    };

    public static readonly string[] CacheParams =
    [
        "max_connections", "socket_timeout", "ssl_cert_reqs", "ssl_check_hostname", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "decode_responses",
        "default_in_memory_ttl", "default_in_redis_ttl", "semantic_cache_embedding_timeout", "redis_flush_size", "redis_semantic_cache_embedding_model",
        "redis_semantic_cache_index_name", "valkey_semantic_cache_embedding_model", "qdrant_semantic_cache_embedding_model", "similarity_threshold", "qdrant_collection_name", "qdrant_quantization_config",
        "qdrant_api_base", "qdrant_api_key", "s3_bucket_name", "s3_region_name", "s3_aws_access_key_id", "s3_aws_secret_access_key", "s3_endpoint_url",
        "s3_path", "gcs_bucket_name", "gcs_path_service_account", "gcs_path", "disk_cache_dir",
    ];

    public static readonly Dictionary<string, string> CacheParamsNotHonoured = new()
    {
        ["sentinel_password"] = "Sentinels are asked with the password of Redis; give both the same one",
    };

    public static readonly string[] GeneralSettings =
    [
        "database_connection_pool_limit", "database_connection_timeout", "database_connection_pool_timeout", "database_extra_connection_params",
        "database_type", "database_args", "allow_requests_on_db_unavailable", "store_model_in_db", "supported_db_objects", "disable_reset_budget",
        "disable_prisma_schema_update", "disable_adding_master_key_hash_to_db", "disable_master_key_return", "proxy_batch_write_at",
        "proxy_budget_rescheduler_min_time", "proxy_budget_rescheduler_max_time", "proxy_batch_polling_interval", "use_redis_transaction_buffer",
        "user_api_key_cache_ttl", "health_check_details", "health_check_concurrency", "use_shared_health_check", "enable_health_check_routing",
        "health_check_staleness_threshold", "health_check_ignore_transient_errors", "infer_model_from_keys", "disable_error_logs",
        "disable_retry_on_max_parallel_request_limit_error", "ui_access_mode", "alerting_threshold", "alerting_args",
        "alert_to_webhook_url", "service_account_settings", "maximum_spend_logs_cleanup_cron", "control_plane_url",
        "litellm_license", "custom_auth_run_common_checks", "key_management_settings", "forward_openai_org_id", "use_google_kms",
        "use_azure_key_vault", "maximum_spend_logs_retention_interval", "default_team_disabled", "otel", "allow_user_auth", "store_audit_logs", "mcp_aliases", "proxy_config_refresh_interval", "enable_public_model_hub",
    ];

    public static readonly Dictionary<string, string> GeneralSettingsNotHonoured = new()
    {
        ["custom_auth"] = $"{NoPython}: requests are NOT checked by it; use virtual keys, or authenticate in front of the gateway",
        ["custom_key_generate"] = $"{NoPython}; make keys with /key/generate",
        ["custom_key_update"] = $"{NoPython}; change keys with /key/update",
        ["custom_sso"] = $"{NoPython}; put single sign-on in front of /ui",
        ["custom_ui_sso_sign_in_handler"] = $"{NoPython}; put single sign-on in front of /ui",
        ["enable_oauth2_proxy_auth"] = "headers of a proxy that has signed people in are not believed; use enable_oauth2_auth, enable_jwt_auth, or virtual keys",
        ["forward_llm_provider_auth_headers"] = "credentials of clients are never passed on to model servers",
        ["allow_client_side_credentials"] = "clients cannot choose the upstream's address or key; add a deployment for each",
        ["max_parallel_requests"] = "use global_max_parallel_requests, or max_parallel_requests of a key",
        ["spend_report_frequency"] = "spend reports are not sent; ask /global/spend/report",
        ["disable_spend_logs"] = "spend logs are always written",
        ["disable_spend_updates"] = "spend is always counted",
        ["max_response_size_mb"] = "answers are not limited in size",
        ["role_permissions"] = "roles have fixed rights",
        ["enforce_rbac"] = "roles have fixed rights",
        ["key_management_system"] = "secrets are read from the environment only; have the secret manager put them there",
        ["mcp_servers"] = "MCP servers are not offered by this gateway; let clients reach them directly",
    };
}
