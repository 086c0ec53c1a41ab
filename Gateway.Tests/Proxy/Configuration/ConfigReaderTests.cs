using Gateway.Proxy.Configuration;

namespace Gateway.Tests.Proxy.Configuration;

public sealed class ConfigReaderTests
{
    [Fact]
    public void Every_parameter_of_a_deployment_is_read()
    {
        var parameters = Parameters("""
            custom_llm_provider: openai
            api_base: http://a:8000/v1
            api_key: key
            api_version: 2024-10-21
            organization: org
            rpm: "100"
            tpm: 100_000
            weight: 0.5
            order: 2
            max_parallel_requests: 8
            timeout: "30"
            stream_timeout: 2.5
            max_retries: 4
            cooldown_time: 0
            tags: [paid, eu]
            drop_params: "True"
            additional_drop_params: [logit_bias]
            extra_headers: {X-Team: red}
            headers: {x-team: blue, X-Other: one}
            input_cost_per_token: 1e-6
            output_cost_per_token: 0.000002
            """);

        Assert.Equal("2024-10-21", parameters.ApiVersion);
        Assert.Equal("org", parameters.Organization);
        Assert.Equal((100, 100_000, 0.5, 2, 8), (parameters.Rpm, parameters.Tpm, parameters.Weight, parameters.Order, parameters.MaxParallelRequests));
        Assert.Equal(TimeSpan.FromSeconds(30), parameters.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(2.5), parameters.StreamTimeout);
        Assert.Equal(4, parameters.NumRetries);
        Assert.Equal(TimeSpan.Zero, parameters.CooldownTime);
        Assert.Equal(["paid", "eu"], parameters.Tags);
        Assert.True(parameters.DropParams);
        Assert.Equal(["logit_bias"], parameters.AdditionalDropParams);
        Assert.Equal("red", parameters.ExtraHeaders["X-Team"]);
        Assert.Equal("one", parameters.ExtraHeaders["x-other"]);
        Assert.Equal(1e-6, parameters.Costs["input_cost_per_token"]);
        Assert.Equal(2e-6, parameters.Costs["output_cost_per_token"]);
        Assert.Empty(parameters.BodyDefaults);
    }

    [Theory]
    [InlineData("temperature: 0.2", "temperature", "0.2")]
    [InlineData("temperature: .5", "temperature", "0.5")]
    [InlineData("seed: 0x1F", "seed", "31")]
    [InlineData("seed: 0o17", "seed", "15")]
    [InlineData("seed: 007", "seed", "7")]
    [InlineData("seed: +3", "seed", "3")]
    [InlineData("seed: 123456789012345678901234567890", "seed", "123456789012345678901234567890")]
    [InlineData("top_p: 1.", "top_p", "1")]
    [InlineData("top_p: -1.50e-3", "top_p", "-1.50e-3")]
    [InlineData("user: \"123\"", "user", "\"123\"")]
    [InlineData("user: 'true'", "user", "\"true\"")]
    [InlineData("user: !!str 5", "user", "\"5\"")]
    [InlineData("ignore_eos: True", "ignore_eos", "true")]
    [InlineData("user: yes", "user", "\"yes\"")]
    [InlineData("user: 12:30", "user", "\"12:30\"")]
    [InlineData("user: 2024-01-01", "user", "\"2024-01-01\"")]
    [InlineData("user: \"a\\\"b\\u00e9\"", "user", "\"a\\\"bé\"")]
    [InlineData("stop: [a, 1, null, true]", "stop", "[\"a\",1,null,true]")]
    [InlineData("chat_template_kwargs: {enable_thinking: false}", "chat_template_kwargs", "{\"enable_thinking\":false}")]
    [InlineData("extra_body: {guided_json: {type: object}}", "guided_json", "{\"type\":\"object\"}")]
    [InlineData("some_new_field: os.environ/FIELD", "some_new_field", "\"7\"")]
    public void Other_parameters_are_defaults_of_the_body_as_json(string line, string name, string json)
    {
        var field = Assert.Single(Parameters(line, ("FIELD", "7")).BodyDefaults);

        Assert.Equal((name, json), (field.Key, field.Value));
        System.Text.Json.JsonDocument.Parse(json).Dispose();
    }

    [Fact]
    public void Canned_answer_needs_no_address()
    {
        var config = ConfigFolder.Load("model_list: [{model_name: a, litellm_params: {model: hosted_vllm/a, mock_response: Hi}}]");

        Assert.Equal("Hi", config.ModelList.Single().LitellmParams.MockResponse);
    }

    [Theory]
    [InlineData("openai/gpt", "OPENAI_API_KEY", "sk-o", null)]
    [InlineData("anthropic/claude", "ANTHROPIC_API_KEY", "sk-a", null)]
    [InlineData("hosted_vllm/qwen", "HOSTED_VLLM_API_KEY", "sk-v", "http://vllm:8000/v1")]
    public void Key_and_address_of_a_provider_come_from_the_environment_when_the_file_is_silent(string model, string variable, string key, string? address)
    {
        var parameters = ConfigFolder.Load(
            $"model_list: [{{model_name: a, litellm_params: {{model: {model}}}}}]", (variable, key), ("HOSTED_VLLM_API_BASE", "http://vllm:8000/v1")).ModelList.Single().LitellmParams;

        Assert.Equal(key, parameters.ApiKey);
        Assert.Equal(address, parameters.ApiBase?.OriginalString);
    }

    [Fact]
    public void Key_for_openai_is_never_given_to_another_server()
    {
        var config = ConfigFolder.Load("model_list: [{model_name: a, litellm_params: {model: openai/a, api_base: 'http://vllm:8000/v1'}}]", ("OPENAI_API_KEY", "sk-o"));

        Assert.Null(config.ModelList.Single().LitellmParams.ApiKey);
    }

    [Fact]
    public void Model_info_is_read_and_kept_whole()
    {
        var info = ConfigFolder.Load("""
            model_list:
              - model_name: a
                litellm_params: {model: openai/a}
                model_info:
                  id: a-1
                  mode: embedding
                  base_model: gpt-4
                  max_input_tokens: 8192
                  access_groups: [beta]
                  supported_endpoints: [/v1/chat/completions, /v1/messages]
                  blocked: true
                  input_cost_per_token: 0.1
                  supports_vision: true
                  anything: {nested: [1]}
            """).ModelList.Single().ModelInfo;

        Assert.Equal(("a-1", "embedding", "gpt-4", 8192, true), (info.Id, info.Mode, info.BaseModel, info.MaxInputTokens, info.Blocked));
        Assert.Equal(["beta"], info.AccessGroups);
        Assert.Equal(["/v1/chat/completions", "/v1/messages"], info.SupportedEndpoints);
        Assert.Equal(0.1, info.Costs["input_cost_per_token"]);
        Assert.Equal(
            """{"id":"a-1","mode":"embedding","base_model":"gpt-4","max_input_tokens":8192,"access_groups":["beta"],"supported_endpoints":["/v1/chat/completions","/v1/messages"],"blocked":true,"input_cost_per_token":0.1,"supports_vision":true,"anything":{"nested":[1]}}""",
            info.Json);
    }

    [Fact]
    public void Credential_fills_what_the_entry_leaves_open_and_defaults_fill_the_rest()
    {
        var result = ConfigFolder.Read("""
            credential_list:
              - credential_name: eu
                credential_values: {api_key: key-eu, api_base: "https://eu/v1", api_version: v1}
                credential_info: {description: Europe}
            router_settings:
              default_litellm_params: {api_version: v0, timeout: 7, max_tokens: 100}
            model_list:
              - model_name: a
                litellm_params: {model: azure/a, litellm_credential_name: eu, api_key: own}
              - model_name: b
                litellm_params: {model: azure/b, api_base: "https://b", max_tokens: 5}
            """);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var (a, b) = (result.Config!.ModelList[0].LitellmParams, result.Config.ModelList[1].LitellmParams);
        Assert.Equal(("own", "https://eu/v1", "v1"), (a.ApiKey, a.ApiBase!.OriginalString, a.ApiVersion));
        Assert.Equal((TimeSpan.FromSeconds(7), "100"), (a.Timeout!.Value, a.BodyDefaults["max_tokens"]));
        Assert.Equal(("v0", "5"), (b.ApiVersion, b.BodyDefaults["max_tokens"]));
    }

    [Fact]
    public void Router_settings_win_over_the_same_keys_of_litellm_settings()
    {
        var router = ConfigFolder.Load("""
            litellm_settings:
              num_retries: 5
              allowed_fails: 7
              fallbacks: [{a: [b]}]
              context_window_fallbacks: [{a: [c]}]
              request_timeout: 60
            router_settings:
              num_retries: 0
              fallbacks: [{a: [c]}, {"*": b}]
            """).RouterSettings;

        Assert.Equal(0, router.NumRetries);
        Assert.Equal(7, router.AllowedFails);
        Assert.Equal(["c"], router.Fallbacks["a"]);
        Assert.Equal(["b"], router.Fallbacks["*"]);
        Assert.Equal(["c"], router.ContextWindowFallbacks["a"]);
    }

    [Fact]
    public void Every_router_setting_is_read()
    {
        var result = ConfigFolder.Read("""
            model_list: [{model_name: a, litellm_params: {model: openai/a}, model_info: {id: a-1}}, {model_name: "b/*", litellm_params: {model: "openai/*"}}]
            router_settings:
              routing_strategy: latency-based-routing
              routing_strategy_args: {ttl: 60, lowest_latency_buffer: 0.5}
              retry_after: 1
              retry_policy: {TimeoutErrorRetries: 3, RateLimitErrorRetries: 0}
              model_group_retry_policy: {a: {InternalServerErrorRetries: 1}}
              allowed_fails_policy: {TimeoutErrorAllowedFails: 9}
              cooldown_time: 30
              disable_cooldowns: true
              timeout: 20
              stream_timeout: 5
              content_policy_fallbacks: [{a: [a-1]}]
              default_fallbacks: [b/x]
              max_fallbacks: 2
              model_group_alias: {gpt-4: a, old: {model: gpt-4, hidden: true}}
              optional_pre_call_checks: [enforce_model_rate_limits]
              default_max_parallel_requests: 3
              enable_tag_filtering: true
              tag_filtering_match_any: false
              enable_health_check_routing: true
              redis_url: redis://r
              redis_db: 2
              redis_password: p
            """);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var router = result.Config!.RouterSettings;
        Assert.Equal(new RoutingStrategyArgs { Ttl = TimeSpan.FromMinutes(1), LowestLatencyBuffer = 0.5 }, router.RoutingStrategyArgs);
        Assert.Equal(new RetryPolicy { TimeoutErrorRetries = 3, RateLimitErrorRetries = 0 }, router.RetryPolicy);
        Assert.Equal(new RetryPolicy { InternalServerErrorRetries = 1 }, router.ModelGroupRetryPolicy["a"]);
        Assert.Equal(new AllowedFailsPolicy { TimeoutErrorAllowedFails = 9 }, router.AllowedFailsPolicy);
        Assert.Equal((1, 30, 20, 5), (router.RetryAfter.TotalSeconds, router.CooldownTime.TotalSeconds, router.Timeout.TotalSeconds, router.StreamTimeout!.Value.TotalSeconds));
        Assert.Equal(["a-1"], router.ContentPolicyFallbacks["a"]);
        Assert.Equal(["b/x"], router.DefaultFallbacks);
        Assert.Equal((2, 3, 2), (router.MaxFallbacks, router.DefaultMaxParallelRequests, router.RedisDb));
        Assert.Equal(new ModelAlias("a"), router.ModelGroupAlias["gpt-4"]);
        Assert.Equal(new ModelAlias("gpt-4", Hidden: true), router.ModelGroupAlias["old"]);
        Assert.Equal(["enforce_model_rate_limits"], router.OptionalPreCallChecks);
        Assert.Equal((true, true, false, true), (router.DisableCooldowns, router.EnableTagFiltering, router.TagFilteringMatchAny, router.EnableHealthCheckRouting));
        Assert.Equal(("redis://r", "p"), (router.RedisUrl, router.RedisPassword));
    }

    [Fact]
    public void Every_general_and_litellm_setting_is_read()
    {
        var config = ConfigFolder.Load("""
            general_settings:
              master_key: sk-abc
              database_url: postgresql://u:p@h/db
              completion_model: a
              embedding_model: b
              moderation_model: c
              image_generation_model: d
              global_max_parallel_requests: 100
              max_request_size_mb: 0.5
              always_include_stream_usage: yes
              litellm_key_header_name: X-Key
              background_health_checks: true
              health_check_interval: 60
              rate_limit_config: {k: {max_parallel_requests: 2}}
            litellm_settings:
              drop_params: true
              request_timeout: 60
              json_logs: true
              turn_off_message_logging: true
              require_auth_for_metrics_endpoint: true
              model_alias_map: {x: y}
              cache: True
              cache_params: {type: local, host: h, port: 6380, password: p, url: u, namespace: n, ttl: 60, mode: default_off, supported_call_types: [acompletion]}
            """);

        var general = config.GeneralSettings;
        Assert.Equal(("sk-abc", "postgresql://u:p@h/db", "X-Key"), (general.MasterKey, general.DatabaseUrl, general.LitellmKeyHeaderName));
        Assert.Equal(("a", "b", "c", "d"), (general.CompletionModel, general.EmbeddingModel, general.ModerationModel, general.ImageGenerationModel));
        Assert.Equal((100, 0.5, true, true, 60), (general.GlobalMaxParallelRequests, general.MaxRequestSizeMb, general.AlwaysIncludeStreamUsage, general.BackgroundHealthChecks, general.HealthCheckInterval.TotalSeconds));
        Assert.Equal(new KeyRateLimit(null, null, 2), general.RateLimitConfig["k"]);
        var litellm = config.LitellmSettings;
        Assert.Equal((true, true, true, true, true, 60), (litellm.DropParams, litellm.Cache, litellm.JsonLogs, litellm.TurnOffMessageLogging, litellm.RequireAuthForMetricsEndpoint, litellm.RequestTimeout.TotalSeconds));
        Assert.Equal("y", litellm.ModelAliasMap["x"]);
        var cache = litellm.CacheParams;
        Assert.Equal(("local", "h", 6380, "p", "u", "n", "default_off", 60), (cache.Type, cache.Host, cache.Port, cache.Password, cache.Url, cache.Namespace, cache.Mode, cache.Ttl!.Value.TotalSeconds));
        Assert.Equal(["acompletion"], cache.SupportedCallTypes);
    }

    [Fact]
    public void Empty_sections_mean_the_defaults()
    {
        var config = ConfigFolder.Load("model_list:\nrouter_settings:\nlitellm_settings:\ngeneral_settings:\nenvironment_variables:\n");

        Assert.Empty(config.ModelList);
        Assert.Equal(("simple-shuffle", 2, 3, 600), (config.RouterSettings.RoutingStrategy, config.RouterSettings.NumRetries, config.RouterSettings.AllowedFails, config.RouterSettings.Timeout.TotalSeconds));
        Assert.Equal(100, config.GeneralSettings.MaxRequestSizeMb);
    }

    [Fact]
    public void Keys_without_an_effect_are_no_news_while_they_ask_for_nothing() =>
        Assert.Empty(ConfigFolder.Findings("""
            model_list: [{model_name: a, litellm_params: {model: openai/a, ssl_verify: true, rust: true}}]
            guardrails: []
            litellm_settings: {callbacks: [prometheus, otel], ssl_verify: true, set_verbose: true}
            general_settings: {enable_jwt_auth: false, alerting: [], store_model_in_db: true, database_connection_pool_limit: 10}
            """));

    [Theory]
    [InlineData("litellm_jwtauth: {user_id_jwt_field: sub}", "needs JWT_PUBLIC_KEY_URL in the environment")]
    [InlineData("litellm_jwtauth: {custom_validate: my_module.check}", "Python code cannot run in this gateway")]
    [InlineData("litellm_jwtauth: {user_allowed_roles: [chat]}", "needs user_roles_jwt_field")]
    [InlineData("litellm_jwtauth: {user_allowed_email_domain: example.com}", "needs user_email_jwt_field")]
    [InlineData("litellm_jwtauth: {team_allowed_routes: [chat]}", "found 'chat'; valid is a path")]
    [InlineData("litellm_jwtauth: {scope_mappings: [{models: [a]}]}", "missing; it is what the token must say")]
    public void Tokens_of_an_identity_provider_need_a_config_that_lets_in_nobody_by_mistake(string settings, string error) =>
        Assert.Contains(ConfigFolder.Findings($"general_settings: {{enable_jwt_auth: true, {settings}}}"), finding => finding.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void Budget_of_a_provider_needs_a_period_that_is_one() =>
        Assert.Contains("config.yaml:1: router_settings.provider_budget_config.openai.time_period: found 'daily'; valid is a period such as 1d, 24h, 7d, 30d or 1mo",
            ConfigFolder.Findings("router_settings: {provider_budget_config: {openai: {budget_limit: 1, time_period: daily}}}"));

    [Fact]
    public void Merge_keys_and_aliases_of_yaml_work()
    {
        var config = ConfigFolder.Load("""
            model_list:
              - model_name: a
                litellm_params: &base {model: openai/a, api_base: "http://one/v1", rpm: 5}
              - model_name: a
                litellm_params: {<<: *base, api_base: "http://two/v1"}
            """);

        Assert.Equal(("http://two/v1", 5), (config.ModelList[1].LitellmParams.ApiBase!.OriginalString, config.ModelList[1].LitellmParams.Rpm));
    }

    [Fact]
    public void Config_of_a_thousand_deployments_is_read_in_a_moment()
    {
        var entries = string.Concat(Enumerable.Range(0, 1000).Select(i => $"  - model_name: m{i}\n    litellm_params: {{model: openai/m{i}, api_base: \"http://h{i}:8000/v1\", temperature: 0.1}}\n"));
        using var folder = new ConfigFolder().Write("config.yaml", "model_list:\n" + entries);

        var start = TimeProvider.System.GetTimestamp();
        Assert.Equal(1000, folder.Read().Config!.ModelList.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    private static LitellmParams Parameters(string lines, params (string, string)[] environment)
    {
        var indented = string.Join("\n", lines.Split('\n').Select(line => "      " + line));
        return ConfigFolder.Load($"model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n{indented}\n", environment).ModelList.Single().LitellmParams;
    }
}
