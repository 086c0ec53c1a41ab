namespace Gateway.Proxy.Configuration.Reading;

/// <summary>
/// Keys of LiteLLM that no reader asks for. They need no line here to be read: this list only keeps them from being
/// called unknown (<c>…</c>), or says what a user has to do instead (<c>…NotHonoured</c>). Move a key out of here when the
/// gateway begins to act on it.
/// </summary>
internal static partial class LitellmKeys
{
    public static readonly string[] RoutingStrategies =
    [
        "simple-shuffle", "least-busy", "usage-based-routing", "usage-based-routing-v2", "latency-based-routing", "cost-based-routing",
        "queue-depth", "prefix-affinity",
    ];

    public static readonly string[] TopLevel = ["include", "callback_settings", "files_settings", "finetune_settings"];

    public static readonly Dictionary<string, string> TopLevelNotHonoured = new()
    {
        ["guardrails"] = "guardrails are not run by this gateway: requests are NOT checked by them; put the check in front of it or in the model server",
        ["mcp_servers"] = "MCP servers are not offered by this gateway; let clients reach them directly",
        ["prompts"] = "prompt management is not offered by this gateway; send complete messages",
        ["vector_store_registry"] = "vector stores are not offered by this gateway",
        ["search_tools"] = "search tools are not offered by this gateway",
        ["assistant_settings"] = "the Assistants API is not offered by this gateway; use /v1/responses",
        ["agents"] = "agents are not offered by this gateway",
    };

    /// <summary>Fields of OpenAI's and vLLM's request bodies that nobody can have meant as a setting.</summary>
    public static readonly string[] BodyFields =
    [
        "temperature", "top_p", "top_k", "min_p", "n", "best_of", "stop", "stop_token_ids", "seed", "user", "stream", "stream_options", "logprobs",
        "top_logprobs", "prompt_logprobs", "logit_bias", "max_tokens", "min_tokens", "max_completion_tokens", "max_output_tokens", "presence_penalty",
        "frequency_penalty", "repetition_penalty", "length_penalty", "response_format", "tools", "tool_choice", "parallel_tool_calls", "functions",
        "function_call", "reasoning", "reasoning_effort", "verbosity", "thinking", "thinking_token_budget", "include_reasoning", "chat_template",
        "chat_template_kwargs", "add_generation_prompt", "continue_final_message", "add_special_tokens", "skip_special_tokens",
        "spaces_between_special_tokens", "ignore_eos", "use_beam_search", "early_stopping", "truncate_prompt_tokens", "structured_outputs",
        "guided_json", "guided_regex", "guided_choice", "guided_grammar", "guided_decoding_backend", "mm_processor_kwargs", "media_io_kwargs",
        "documents", "priority", "cache_salt", "echo", "suffix", "dimensions", "encoding_format", "input_type", "modalities", "audio", "voice", "speed", "language",
        "prediction", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "web_search_options", "kv_transfer_params",
        "vllm_xargs", "return_token_ids", "return_tokens_as_token_ids", "allowed_token_ids", "bad_words", "logits_processors", "system", "instructions",
    ];

    /// <summary>Cloud credentials; they must not leak into request bodies.</summary>
    public static readonly string[] CloudPrefixes = ["vertex_", "aws_", "azure_", "watsonx_", "s3_", "gcs_", "oci_", "sap_"];

    public static readonly string[] LitellmParams =
    [
        "litellm_credential_name", "region_name", "rust", "model_info", "use_litellm_proxy", "use_in_pass_through", "use_chat_completions_api",
        "allowed_openai_params", "litellm_trace_id", "litellm_session_id", "no-log", "caching", "api_type", "hf_model_name", "tokenizer",
        "keepalive_seconds", "allow_client_keepalive_override", "litellm_metadata", "auto_router_default_model", "discoverable",
    ];

    public static readonly Dictionary<string, string> LitellmParamsNotHonoured = new()
    {
        ["itpm"] = "limits on input tokens alone are not enforced; use tpm",
        ["otpm"] = "limits on output tokens alone are not enforced; use tpm",
        ["ssl_verify"] = NoUnverifiedTls,
        ["tag_regex"] = "tags are compared as they are; list them under tags",
        ["configurable_clientside_auth_params"] = "clients cannot choose the upstream's address or key; add a deployment for each",
        ["merge_reasoning_content_in_choices"] = "reasoning is passed on in the field in which the server sends it",
        ["max_file_size_mb"] = "not enforced for one deployment; use general_settings.max_request_size_mb",
        ["guardrails"] = "guardrails are not run by this gateway: requests are NOT checked by them",
        ["cache_control_injection_points"] = "cache control is not added to prompts; let clients send it",
        ["fallbacks"] = "fallbacks of a deployment are not used; write router_settings.fallbacks",
        ["prompt_id"] = "prompt management is not offered by this gateway; send complete messages",
        ["auto_router_config"] = "routing by the meaning of the prompt is not offered by this gateway",
        ["auto_router_config_path"] = "routing by the meaning of the prompt is not offered by this gateway",
        ["complexity_router_config"] = "routing by the meaning of the prompt is not offered by this gateway",
    };

    public static readonly string[] ModelInfo =
    [
        "db_model", "tier", "discoverable", "access_windows", "allow_fail_open", "metadata", "health_check_model",
        "health_check_timeout", "health_check_max_tokens", "health_check_voice", "disable_background_health_check", "litellm_provider", "description", "version",
    ];
}
