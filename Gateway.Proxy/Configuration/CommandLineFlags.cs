namespace Gateway.Proxy.Configuration;

/// <summary>Every option that is accepted: ours, and all of LiteLLM's.</summary>
internal static class CommandLineFlags
{
    private const string OneProcess = "one process uses every core";
    private const string NoPrisma = "the gateway has no Prisma; it brings its tables up to date by itself when it starts";
    private const string NoTls = "the gateway speaks plain HTTP: put a reverse proxy with TLS in front of it";
    private const string InConfig = "write it into config.yaml";
    private const string UseCurl = "send a request with curl or any OpenAI client instead";
    private const string Kestrel = "the server is ASP.NET Core's, whatever is asked for";

    public static readonly Dictionary<string, CommandLineFlag> All = new CommandLineFlag[]
    {
        new("config", true),
        new("port", true),
        new("host", true),
        new("urls", true),
        new("data_dir", true),
        new("validate_config", false),
        new("migrate_only", false),
        new("reconcile_spend", false),
        new("version", false),
        new("help", false),
        new("debug", false),
        new("detailed_debug", false),
        new("environment", true),
        new("contentroot", true),
        new("applicationname", true),

        new("num_workers", true, OneProcess),
        new("run_gunicorn", false, Kestrel),
        new("run_hypercorn", false, Kestrel),
        new("run_granian", false, Kestrel),
        new("granian_threads", true, OneProcess),
        new("timeout_worker_healthcheck", true, OneProcess),
        new("max_requests_before_restart", true, "memory does not grow, so nothing is restarted"),
        new("max_requests_before_restart_jitter", true, "memory does not grow, so nothing is restarted"),
        new("limit_concurrency", true, "set general_settings.global_max_parallel_requests in config.yaml"),
        new("keepalive_timeout", true, "idle connections are closed after 130 seconds"),
        new("use_queue", false, "requests are not queued in the gateway"),
        new("use_prisma_db_push", false, NoPrisma),
        new("enforce_prisma_migration_check", false, NoPrisma),
        new("use_prisma_migrate", false, NoPrisma),
        new("skip_server_startup", false, "use --migrate-only to bring the database up to date and exit"),
        new("iam_token_db_auth", false, "put the token into DATABASE_URL"),
        new("azure_postgresql_auth", false, "put the token into DATABASE_URL"),
        new("ssl_keyfile_path", true, NoTls),
        new("ssl_certfile_path", true, NoTls),
        new("ciphers", true, NoTls),
        new("log_config", true, "set LITELLM_LOG, or litellm_settings.json_logs in config.yaml"),
        new("telemetry", true, "nothing is ever reported home"),
        new("local", false, "it has no meaning outside LiteLLM's own development"),
        new("reload", false, "config.yaml is watched, and changes take effect within two seconds"),
        new("prometheus_metrics_port", true, "/metrics is served on the gateway's own port"),
        new("model", true, $"models are served from config.yaml only; {InConfig} under model_list"),
        new("alias", true, $"{InConfig} as router_settings.model_group_alias"),
        new("api_base", true, $"{InConfig} as api_base of a model"),
        new("api_version", true, $"{InConfig} as api_version of a model"),
        new("add_key", true, $"{InConfig} as api_key of a model"),
        new("headers", true, $"{InConfig} as extra_headers of a model"),
        new("save", false, "config.yaml is never written"),
        new("temperature", true, $"{InConfig} under litellm_params of a model"),
        new("max_tokens", true, $"{InConfig} under litellm_params of a model"),
        new("request_timeout", true, $"{InConfig} as litellm_settings.request_timeout"),
        new("drop_params", false, $"{InConfig} as litellm_settings.drop_params"),
        new("add_function_to_prompt", false, "functions are passed on, never written into prompts"),
        new("max_budget", true, $"{InConfig} as litellm_settings.max_budget"),
        new("health", false, "ask GET /health with the master key instead"),
        new("test", false, UseCurl),
        new("test_async", false, UseCurl),
        new("num_requests", true, UseCurl),
        new("setup", false, "copy the repository's config.yaml instead"),
    }.ToDictionary(flag => flag.Name);

    public static readonly Dictionary<string, string> Short = new()
    {
        ["-c"] = "config",
        ["-v"] = "version",
        ["-h"] = "help",
        ["-m"] = "model",
    };
}
