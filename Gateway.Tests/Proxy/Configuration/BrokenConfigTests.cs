namespace Gateway.Tests.Proxy.Configuration;

/// <summary>The exact text for the ways in which a file can be wrong: it is what a user reads at start.</summary>
public sealed class BrokenConfigTests
{
    private const string Deployment = """
        model_list:
          - model_name: a
            litellm_params: {model: openai/a, api_base: "http://a:8000/v1"}

        """;

    [Theory]
    [InlineData("", "config.yaml:1: the file is empty; a config begins with 'model_list:'")]
    [InlineData("# nothing\n", "config.yaml:1: the file is empty; a config begins with 'model_list:'")]
    [InlineData("null\n", "config.yaml:1: the file is empty; a config begins with 'model_list:'")]
    [InlineData("- a\n", "config.yaml:1: found a list; a config is a map that begins with 'model_list:'")]
    [InlineData("hello\n", "config.yaml:1: found 'hello'; a config is a map that begins with 'model_list:'")]
    [InlineData("model_list:\n\t- a: b\n", "config.yaml:2: a tab is used for indentation; YAML takes only spaces")]
    [InlineData("model_list:\n  - model_name: a\n    litellm_params:\n\t\tmodel: x\n", "config.yaml:4: a tab is used for indentation; YAML takes only spaces")]
    [InlineData("model_list: [\n", "config.yaml:2: the file is not valid YAML: while parsing a node, did not find expected node content; a value is missing, a bracket is not closed, or a value that begins with a sign such as % @ ` must be in quotes")]
    [InlineData("model_list: []\nx: \"sk-abc\n", "config.yaml:2: the file is not valid YAML: while scanning a quoted scalar, found unexpected end of stream; check that every quote is closed")]
    [InlineData("x: \"\\uD83D\"\n", "config.yaml:1: the file is not valid YAML: while scanning a quoted scalar, found invalid Unicode surrogates")]
    [InlineData("model_list:\n  - a: b\n c: d\n", "config.yaml:3: the file is not valid YAML: while parsing a block mapping, did not find expected key; check that keys of one level are indented alike and that text with ': ' or '#' is in quotes")]
    [InlineData("a: b: c\n", "config.yaml:1: the file is not valid YAML: while scanning a plain scalar value, found invalid mapping; a value with ': ' in it must be in quotes")]
    [InlineData("model_list: *none\n", "config.yaml:1: the file is not valid YAML: the alias *none has no anchor &none before it")]
    [InlineData("model_list: &a\n  - *a\n", "config.yaml:2: the file is not valid YAML: the alias *a has no anchor &a before it")]
    [InlineData("model_list: []\n---\nmodel_list: []\n", "config.yaml:2: a second YAML document begins here ('---'); a config is one document")]
    [InlineData("model_list: []\nx: \"\0\"\n", "config.yaml:2: a control character (U+0000) is in the text; remove it")]
    [InlineData("model_list: []\nmodel_list: []\n", "config.yaml:2: model_list: the key is given twice in one map; the first is on line 1")]
    [InlineData("model_list: !!python/object:x []\n", "config.yaml:1: model_list: the YAML tag 'tag:yaml.org,2002:python/object:x' is not supported; write the plain value")]
    [InlineData("? [a]\n: b\n", "config.yaml:1: the file is not valid YAML: a key must be a plain name")]
    public void File_that_is_no_config_says_so_with_its_line(string yaml, string expected) =>
        Assert.Equal(expected, ConfigFolder.Findings(yaml)[0]);

    [Theory]
    [InlineData("api_base: vllm:8000/v1", "api_base: found 'vllm:8000/v1'; valid is an absolute http or https URL (such as http://vllm-host:8000/v1)")]
    [InlineData("api_base: /v1", "api_base: found '/v1'; valid is an absolute http or https URL (such as http://vllm-host:8000/v1)")]
    [InlineData("api_base: os.environ/NOT_SET", "api_base: the environment variable NOT_SET is not set; set it, or write the value here")]
    [InlineData("api_key: [sk-secret]", "api_key: found a list; valid is a text")]
    [InlineData("api_key: os.environ/NOT_SET", "api_key: the environment variable NOT_SET is not set, so this key is left unset")]
    [InlineData("rpm: lots", "rpm: found 'lots'; valid is a whole number, 0 or more")]
    [InlineData("rpm: sk-pasted-into-the-wrong-line", "rpm: found a hidden value; valid is a whole number, 0 or more")]
    [InlineData("tpm: -5", "tpm: found '-5'; valid is a whole number, 0 or more")]
    [InlineData("tpm: 99999999999", "tpm: 99999999999 is more than can be counted; 2147483647 is used")]
    [InlineData("timeout: 30s", "timeout: found '30s'; valid is a number of seconds, 0 or more (such as 30 or 0.5)")]
    [InlineData("timeout: 1e300", "timeout: found '1e300'; valid is a number of seconds, 0 or more (such as 30 or 0.5)")]
    [InlineData("cooldown_time: -1", "cooldown_time: found '-1'; valid is a number of seconds, 0 or more (such as 30 or 0.5)")]
    [InlineData("weight: [1]", "weight: found a list; valid is a number")]
    [InlineData("weight: -0.5", "weight: found '-0.5'; valid is a number, 0 or more")]
    [InlineData("num_retries: 1.5", "num_retries: found '1.5'; valid is a whole number, 0 or more")]
    [InlineData("max_parallel_requests: 0", "max_parallel_requests: found '0'; valid is a whole number, 1 or more")]
    [InlineData("drop_params: maybe", "drop_params: found 'maybe'; valid is true or false")]
    [InlineData("tags: {x: y}", "tags: found a map; valid is a list of texts")]
    [InlineData("extra_headers: [x]", "extra_headers: found a list; valid is a map")]
    [InlineData("input_cost_per_token: free", "input_cost_per_token: found 'free'; valid is a number")]
    [InlineData("max_tokens: .inf", "max_tokens: found '.inf'; JSON has no such number")]
    [InlineData("api_bsae: http://x", "api_bsae: no setting of the gateway, so it is sent to the model server as a request field; did you mean 'api_base'?")]
    [InlineData("temprature: 1", "temprature: no setting of the gateway, so it is sent to the model server as a request field; did you mean 'temperature'?")]
    [InlineData("aws_secret_access_key: abc", "aws_secret_access_key: not sent: the gateway has no aws provider")]
    [InlineData("litellm_credential_name: x", "litellm_credential_name: found 'x'; there is no credential_list")]
    [InlineData("ssl_verify: false", "ssl_verify: certificates of upstreams are always verified; trust a private CA with SSL_CERT_FILE")]
    [InlineData("budget_duration: daily", "budget_duration: found 'daily'; valid is a period such as 1d, 24h, 7d, 30d or 1mo")]
    public void Wrong_parameter_is_named_with_what_would_be_valid(string line, string expected) =>
        Assert.Equal(
            ["config.yaml:5: model_list[0].litellm_params." + expected],
            ConfigFolder.Findings($"model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n      {line}\n"));

    [Theory]
    [InlineData("- litellm_params: {model: openai/x}", "model_list[0].model_name: missing; every entry needs the name that clients send")]
    [InlineData("- {model_name: '', litellm_params: {model: openai/x}}", "model_list[0].model_name: missing; every entry needs the name that clients send")]
    [InlineData("- model_name: a", "model_list[0].litellm_params: missing; every entry needs litellm_params with at least a model")]
    [InlineData("- {model_name: a, litellm_params: {}}", "model_list[0].litellm_params.model: missing; write provider/upstream-model, such as openai/gpt-oss-120b or hosted_vllm/qwen-30b")]
    [InlineData("- {model_name: a, litellm_params: {model: }}", "model_list[0].litellm_params.model: missing; write provider/upstream-model, such as openai/gpt-oss-120b or hosted_vllm/qwen-30b")]
    [InlineData("- {model_name: a, litellm_params: hello}", "model_list[0].litellm_params: found 'hello'; valid is a map")]
    [InlineData("- {model_name: a, litellm_params: {model: hosted_vllm/a}}", "model_list[0].litellm_params.api_base: missing; a deployment of provider hosted_vllm needs the server's URL, such as http://vllm-host:8000/v1")]
    [InlineData("- {model_name: a, litellm_params: {model: a, custom_llm_provider: azure}}", "model_list[0].litellm_params.api_base: missing; a deployment of provider azure needs the server's URL, such as http://vllm-host:8000/v1")]
    [InlineData("- {model_name: a, litellm_params: {model: bedrock/a}}", "model_list[0].litellm_params.api_base: missing; the gateway knows no address for provider 'bedrock', so calls to this deployment fail until an OpenAI-compatible api_base is set")]
    [InlineData("- just text", "model_list[0]: found 'just text'; valid is a map")]
    [InlineData("- {model_name: {a: b}, litellm_params: {model: openai/x}}", "model_list[0].model_name: found a map; valid is a text")]
    [InlineData("- {model_name: a, litellm_params: {model: openai/x}, modelinfo: {}}", "model_list[0].modelinfo: unknown key, ignored; did you mean 'model_info'?")]
    [InlineData("- {model_name: a, litellm_params: {model: openai/x}, api_base: x}", "model_list[0].api_base: unknown key, ignored; the keys here are model_name, model_info, litellm_params")]
    public void Wrong_entry_is_named_with_what_would_be_valid(string entry, string expected) =>
        Assert.Equal(["config.yaml:2: " + expected], ConfigFolder.Findings($"model_list:\n  {entry}\n"));

    [Theory]
    [InlineData("router_settings: {routing_strategy: least-bussy}", "router_settings.routing_strategy: found 'least-bussy'; valid is one of simple-shuffle, least-busy, usage-based-routing, usage-based-routing-v2, latency-based-routing, cost-based-routing, queue-depth, prefix-affinity; did you mean 'least-busy'?")]
    [InlineData("router_settings: {num_retires: 2}", "router_settings.num_retires: unknown key, ignored; did you mean 'num_retries'?")]
    [InlineData("router_settings: {redis_port: 70000}", "router_settings.redis_port: found '70000'; valid is a whole number from 1 to 65535")]
    [InlineData("router_settings: {fallbacks: [{b: [a]}]}", "router_settings.fallbacks[0].b: there is no model group 'b'")]
    [InlineData("router_settings: {fallbacks: [{a: [gpt-os]}]}", "router_settings.fallbacks[0].a[0]: there is no model group 'gpt-os'")]
    [InlineData("router_settings: {fallbacks: [text]}", "router_settings.fallbacks[0]: found 'text'; valid is a map")]
    [InlineData("router_settings: {fallbacks: [{a: {b: c}}]}", "router_settings.fallbacks[0].a: found a map; valid is a list of texts")]
    [InlineData("litellm_settings: {default_fallbacks: [A]}", "litellm_settings.default_fallbacks[0]: there is no model group 'A'; did you mean 'a'?")]
    [InlineData("router_settings: {model_group_alias: {gpt-4: b}}", "router_settings.model_group_alias.gpt-4: there is no model group 'b'")]
    [InlineData("router_settings: {model_group_alias: {gpt-4: {hidden: true}}}", "router_settings.model_group_alias.gpt-4.model: missing; an alias names a model group")]
    [InlineData("router_settings: {retry_policy: {TimeoutErrorRetry: 3}}", "router_settings.retry_policy.TimeoutErrorRetry: unknown key, ignored; did you mean 'TimeoutErrorRetries'?")]
    [InlineData("litellm_settings: {cache_params: {type: redis-semantic}}", "litellm_settings.cache_params.type: needs similarity_threshold (above 0, up to 1, such as 0.95) and redis_semantic_cache_embedding_model (a model group of mode embedding); without them only identical requests are answered from the cache")]
    [InlineData("litellm_settings: {cache_params: {type: disk}}", "litellm_settings.cache_params.type: there is no disk cache here; identical requests are cached in the process instead (type: local)")]
    [InlineData("litellm_settings: {cache_params: {type: redis, similarity_threshold: 0.9}}", "litellm_settings.cache_params.similarity_threshold: only identical requests are answered from a cache of this type; 'type: redis-semantic' compares prompts")]
    [InlineData("litellm_settings: {cache_params: {type: redis-semantic, similarity_threshold: 0.9, redis_semantic_cache_embedding_model: b}}", "litellm_settings.cache_params.redis_semantic_cache_embedding_model: there is no model group 'b'")]
    [InlineData("litellm_settings: {cache_params: {redis_startup_nodes: [redis-1]}}", "litellm_settings.cache_params.redis_startup_nodes: found a list; valid is a list such as [{host: redis-1, port: 6379}] or [[sentinel-1, 26379]]")]
    [InlineData("litellm_settings: {cache_params: {sentinel_nodes: [[a, 26379]]}}", "litellm_settings.cache_params.service_name: missing; it names the primary that the Sentinels watch, such as mymaster")]
    [InlineData("router_settings: {redis_url: 'foo=bar,secret'}", "router_settings.redis_url: valid is a URL such as redis://:password@redis:6379/0, or redis:6379,password=…")]
    [InlineData("litellm_settings: {cache_params: {url: 'foo=bar,secret'}}", "litellm_settings.cache_params.url: valid is a URL such as redis://:password@redis:6379/0, or redis:6379,password=…")]
    [InlineData("litellm_settings: {cache_params: {type: memcached}}", "litellm_settings.cache_params.type: found 'memcached'; valid is one of local, redis")]
    [InlineData("litellm_settings: {callbacks: [prometheus, my.handler]}", "litellm_settings.callbacks[1]: 'my.handler' is Python code, which this gateway cannot run; use traces (OTEL_EXPORTER_OTLP_ENDPOINT) or the spend log instead")]
    [InlineData("litellm_settings: {callbacks: [presidio]}", "litellm_settings.callbacks[0]: there is no 'presidio' here: requests are NOT checked by it; put the check in front of the gateway or in the model server")]
    [InlineData("general_settings: {alerting: [slack, email]}", "general_settings.alerting: no e-mail is sent; a webhook can")]
    [InlineData("general_settings: {master_key: mine}", "general_settings.master_key: does not begin with 'sk-'; LiteLLM and its clients expect that it does")]
    [InlineData("general_settings: {master_key: os.environ/LITELLM_MASTER_KEY}", "general_settings.master_key: the environment variable LITELLM_MASTER_KEY is not set; set it, or write the value here")]
    [InlineData("general_settings: {public_routes: [llm_api_routes]}", "general_settings.public_routes: 'llm_api_routes' would open many routes to everybody; write the paths")]
    [InlineData("general_settings: {token_rate_limit_type: both}", "general_settings.token_rate_limit_type: found 'both'; valid is one of total, input, output")]
    [InlineData("general_settings: {admin_only_routes: [key/generate]}", "general_settings.admin_only_routes: found 'key/generate'; valid is a path that begins with a slash and may end with *, or one of llm_api_routes, openai_routes, management_routes, info_routes, public_routes, spend_tracking_routes, global_spend_tracking_routes")]
    [InlineData("general_settings: {custom_auth: my.auth}", "general_settings.custom_auth: Python code cannot run in this gateway: requests are NOT checked by it; use virtual keys, or authenticate in front of the gateway")]
    [InlineData("general_settings: {rate_limit_config: {sk-very-secret: {rpm: many}}}", "general_settings.rate_limit_config.<entry 1>.rpm: found 'many'; valid is a whole number, 0 or more")]
    [InlineData("general_settings: {databse_url: postgres://u:p@h/db}", "general_settings.databse_url: unknown key, ignored; did you mean 'database_url'?")]
    [InlineData("litellm_settings: {priority_reservation: {prod: 90}}\nrouter_settings: {default_max_parallel_requests: 4}", "litellm_settings.priority_reservation.prod: found 90; valid is a share from 0 to 1, such as 0.9 for 90 %")]
    [InlineData("litellm_settings: {priority_reservation: {prod: {type: rps, value: 9}}}\nrouter_settings: {default_max_parallel_requests: 4}", "litellm_settings.priority_reservation.prod.type: found 'rps'; valid is one of percent, rpm, tpm; did you mean 'rpm'?")]
    [InlineData("litellm_settings: {priority_reservation: {prod: 0.9}}", "litellm_settings.priority_reservation: there is nothing to share: no model has rpm, tpm or max_parallel_requests on each of its deployments")]
    [InlineData("litellm_settings: {callbacks: [dynamic_rate_limiter_v3]}", "litellm_settings.callbacks[0]: set priority_reservation: without it, whoever comes first is served first")]
    [InlineData("general_settings: {rate_limit_config: {k: {priority: prod}}}", "general_settings.rate_limit_config.<entry 1>.priority: litellm_settings.priority_reservation names no priority 'prod', so this key has none")]
    [InlineData("litellm_settings: {success_callback: [langfuse]}", "litellm_settings.success_callback[0]: nothing is sent to Langfuse: set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY")]
    [InlineData("litellm_settings: {callbacks: [langfuse]}\nenvironment_variables: {LANGFUSE_PUBLIC_KEY: a, LANGFUSE_SECRET_KEY: b, LANGFUSE_HOST: langfuse}", "litellm_settings.callbacks[0]: LANGFUSE_HOST: found 'langfuse'; valid is a URL such as https://cloud.langfuse.com")]
    [InlineData("general_settings: {max_budget: 100}", "general_settings.max_budget: unknown key, ignored; it belongs into litellm_settings")]
    [InlineData("litellm_settings: {allowed_ips: [10.0.0.0/8]}", "litellm_settings.allowed_ips: unknown key, ignored; it belongs into general_settings")]
    [InlineData("cooldown_time: 5", "cooldown_time: unknown key, ignored; it belongs into router_settings")]
    [InlineData("general_settings: {user_header_mappings: [{header_name: x, litellm_user_role: internal_user}]}", "general_settings.user_header_mappings[0].litellm_user_role: not read: the internal user is the one whom the key belongs to; map the header to 'customer'")]
    [InlineData("modell_list: []", "modell_list: unknown key, ignored; did you mean 'model_list'?")]
    [InlineData("guardrails: [x]", "guardrails: guardrails are not run by this gateway: requests are NOT checked by them; put the check in front of it or in the model server")]
    public void Wrong_setting_is_named_with_what_would_be_valid(string line, string expected) =>
        Assert.Equal(["config.yaml:4: " + expected], ConfigFolder.Findings(Deployment + line + "\n"));

    [Fact]
    public void All_errors_are_reported_at_once_and_in_the_order_of_their_lines()
    {
        var findings = ConfigFolder.Findings("""
            general_settings:
              max_request_size_mb: big
            model_list:
              - model_name: a
                litellm_params: {model: openai/a, rpm: x, tpm: y}
            router_settings:
              timeout: z
            """);

        Assert.Equal(
            ["config.yaml:2: general_settings.max_request_size_mb", "config.yaml:5: model_list[0].litellm_params.rpm", "config.yaml:5: model_list[0].litellm_params.tpm", "config.yaml:7: router_settings.timeout"],
            findings.Select(finding => finding[..finding.IndexOf(": found", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Missing_file_is_an_error()
    {
        using var folder = new ConfigFolder();

        Assert.Equal(["config.yaml: no such file"], folder.Texts(folder.Read()));
    }

    [Fact]
    public void Aliases_that_expand_to_millions_of_values_are_refused()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]");

        Assert.Contains("expand to millions of values", ConfigFolder.Findings("a0: &a0 [x]\n" + string.Join('\n', lines))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused() =>
        Assert.Contains("nested more than 64 levels", ConfigFolder.Findings("model_list: " + new string('[', 20_000))[0], StringComparison.Ordinal);
}
