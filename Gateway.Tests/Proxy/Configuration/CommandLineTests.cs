using Gateway.Proxy.Configuration;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Proxy.Configuration;

public sealed class CommandLineTests
{
    [Fact]
    public void Nothing_said_means_the_defaults()
    {
        var options = Options("");

        Assert.Null(options.ConfigPath);
        Assert.Equal(("0.0.0.0", 4000, "http://0.0.0.0:4000", ".gateway"), (options.Host, options.Port, options.Urls, options.DataDirectory));
        Assert.Equal(("admin", null, false, 30), (options.UiUsername, options.UiPassword, options.IsProduction, options.DrainTime.TotalSeconds));
        Assert.Null(options.LogLevel);
    }

    [Theory]
    [InlineData("--config a.yaml", "", "a.yaml")]
    [InlineData("--config=a.yaml", "", "a.yaml")]
    [InlineData("-c a.yaml", "CONFIG_FILE_PATH=b.yaml", "a.yaml")]
    [InlineData("", "CONFIG_FILE_PATH=b.yaml", "b.yaml")]
    [InlineData("", "", "config.yaml", "config.yaml", "/app/config.yaml")]
    [InlineData("", "", "/app/config.yaml", "/app/config.yaml")]
    [InlineData("", "", null)]
    public void Config_is_looked_for_in_order(string line, string environment, string? expected, params string[] files) =>
        Assert.Equal(expected, Options(line, environment, files).ConfigPath);

    [Theory]
    [InlineData("--port 5055", "PORT=1", "http://0.0.0.0:5055")]
    [InlineData("--port=5055 --host 127.0.0.1", "HOST=h", "http://127.0.0.1:5055")]
    [InlineData("--host ::1", "", "http://[::1]:4000")]
    [InlineData("", "PORT=5055 HOST=localhost", "http://localhost:5055")]
    [InlineData("", "LITELLM_PORT=5055", "http://0.0.0.0:5055")]
    [InlineData("", "LITELLM_PORT=tcp://10.0.0.1:4000", "http://0.0.0.0:4000")]
    [InlineData("", "ASPNETCORE_URLS=http://127.0.0.1:0", "http://127.0.0.1:0")]
    [InlineData("", "ASPNETCORE_URLS=http://127.0.0.1:0 PORT=7", "http://0.0.0.0:7")]
    [InlineData("--port 8", "ASPNETCORE_URLS=http://127.0.0.1:0", "http://0.0.0.0:8")]
    [InlineData("--urls http://127.0.0.1:0 --port 8", "", "http://127.0.0.1:0")]
    public void Address_is_put_together(string line, string environment, string expected) =>
        Assert.Equal(expected, Options(line, environment).Urls);

    [Theory]
    [InlineData("--validate-config")]
    [InlineData("--validate_config")]
    [InlineData("--validate_config=true")]
    public void Validation_is_asked_for_in_either_spelling(string line) => Assert.True(Options(line).ValidateConfig);

    [Fact]
    public void Switches_and_directories_are_read()
    {
        var options = Options("--data-dir /data --migrate-only --version --help");

        Assert.Equal(("/data", true, true, true), (options.DataDirectory, options.MigrateOnly, options.ShowVersion, options.ShowHelp));
        Assert.True(Options("-v").ShowVersion);
    }

    [Theory]
    [InlineData("--detailed_debug", "", LogLevel.Trace)]
    [InlineData("--debug", "LITELLM_LOG=ERROR", LogLevel.Debug)]
    [InlineData("", "DETAILED_DEBUG=true", LogLevel.Trace)]
    [InlineData("", "DEBUG=True", LogLevel.Debug)]
    [InlineData("", "DEBUG=app:* LITELLM_LOG=info", LogLevel.Information)]
    [InlineData("", "LITELLM_LOG=DEBUG", LogLevel.Debug)]
    [InlineData("", "LITELLM_LOG=WARNING", LogLevel.Warning)]
    [InlineData("", "LITELLM_LOG=ERROR", LogLevel.Error)]
    public void Log_level_comes_from_the_switch_or_the_environment(string line, string environment, LogLevel expected) =>
        Assert.Equal(expected, Options(line, environment).LogLevel);

    [Theory]
    [InlineData("", "ASPNETCORE_ENVIRONMENT=Production", true)]
    [InlineData("", "DOTNET_ENVIRONMENT=production", true)]
    [InlineData("", "LITELLM_MODE=PRODUCTION", true)]
    [InlineData("", "ASPNETCORE_ENVIRONMENT=Development DOTNET_ENVIRONMENT=Production", false)]
    [InlineData("--environment Production", "ASPNETCORE_ENVIRONMENT=Development", true)]
    [InlineData("", "", false)]
    public void Production_is_said_outright(string line, string environment, bool expected) =>
        Assert.Equal(expected, Options(line, environment).IsProduction);

    [Fact]
    public void Environment_names_stores_and_secrets()
    {
        var options = Options("", "DATABASE_URL=postgresql://h/db REDIS_URL=redis://r REDIS_HOST=rh REDIS_PORT=6380 REDIS_PASSWORD=rp LITELLM_MASTER_KEY=sk-m LITELLM_SALT_KEY=salt UI_USERNAME=me LITELLM_UI_PASSWORD=secret GATEWAY_DRAIN_SECONDS=5");

        Assert.Equal(("postgresql://h/db", "redis://r", "rh", 6380, "rp"), (options.DatabaseUrl, options.Redis.Url, options.Redis.Host, options.Redis.Port, options.Redis.Password));
        Assert.Equal(("sk-m", "salt", "me", "secret", 5), (options.MasterKey, options.SaltKey, options.UiUsername, options.UiPassword, options.DrainTime.TotalSeconds));
        Assert.DoesNotContain("sk-m", options.ToString(), StringComparison.Ordinal);
        Assert.Equal("first", Options("", "UI_PASSWORD=first LITELLM_UI_PASSWORD=second").UiPassword);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("ASPNETCORE_ENVIRONMENT=Production", 5)]
    [InlineData("ASPNETCORE_ENVIRONMENT=Production GATEWAY_SHUTDOWN_DELAY_SECONDS=2", 2)]
    public void Requests_are_taken_for_a_while_after_the_signal_where_balancers_may_send_some(string environment, double seconds) =>
        Assert.Equal(seconds, Options("", environment).ShutdownDelay.TotalSeconds);

    [Fact]
    public void Database_may_be_named_in_parts() =>
        Assert.Equal("postgresql://litellm:p%40ss@db:5433/litellm", Options("", "DATABASE_HOST=db DATABASE_PORT=5433 DATABASE_NAME=litellm DATABASE_USERNAME=litellm DATABASE_PASSWORD=p@ss").DatabaseUrl);

    [Fact]
    public void Redis_may_be_a_cluster()
    {
        var redis = Options("", """REDIS_CLUSTER_NODES=[{"host":"a","port":"7001"},{"host":"b","port":7002}] REDIS_USERNAME=u REDIS_PASSWORD=p REDIS_SSL=true""").Redis;

        Assert.Equal(["a:7001", "b:7002"], redis.Nodes);
        Assert.Equal((null, "u", "p", true), (redis.ServiceName, redis.Username, redis.Password, redis.Ssl));
    }

    [Fact]
    public void Redis_may_be_watched_by_Sentinels()
    {
        var redis = Options("", """REDIS_SENTINEL_NODES=[["a",26379]] REDIS_SERVICE_NAME=mymaster""").Redis;

        Assert.Equal(["a:26379"], redis.Nodes);
        Assert.Equal("mymaster", redis.ServiceName);
    }

    [Fact]
    public void Service_links_of_kubernetes_are_no_ports() =>
        Assert.Null(Options("", "REDIS_PORT=tcp://10.0.0.11:6379").Redis.Port);

    [Theory]
    [InlineData("--num_workers 8", "--num_workers has no effect: one process uses every core")]
    [InlineData("--num-workers=8", "--num-workers has no effect: one process uses every core")]
    [InlineData("--use_prisma_db_push", "--use_prisma_db_push has no effect: the gateway has no Prisma; it brings its tables up to date by itself when it starts")]
    [InlineData("--telemetry False", "--telemetry has no effect: nothing is ever reported home")]
    [InlineData("-m gpt", "-m has no effect: models are served from config.yaml only; write it into config.yaml under model_list")]
    [InlineData("--num_requests -1", "--num_requests has no effect: send a request with curl or any OpenAI client instead")]
    public void Options_of_litellm_without_an_effect_say_why(string line, string note)
    {
        var result = Parse(line);

        Assert.Empty(result.Errors);
        Assert.Equal([note], result.Notes);
    }

    [Fact]
    public void Command_line_of_litellms_container_is_accepted()
    {
        var result = Parse("--config /app/config.yaml --port 4000 --num_workers 8 --detailed_debug");

        Assert.Empty(result.Errors);
        Assert.Single(result.Notes);
        Assert.Equal(("/app/config.yaml", 4000), (result.Options!.ConfigPath, result.Options.Port));
    }

    [Fact]
    public void Every_option_of_litellm_is_known()
    {
        string[] names =
        [
            "host", "port", "num_workers", "config", "model", "alias", "api_base", "api_version", "add_key", "headers", "save", "debug", "detailed_debug",
            "temperature", "max_tokens", "request_timeout", "drop_params", "add_function_to_prompt", "max_budget", "telemetry", "use_queue", "log_config",
            "version", "health", "test", "test_async", "num_requests", "setup", "validate_config", "iam_token_db_auth", "azure_postgresql_auth",
            "run_gunicorn", "run_hypercorn", "run_granian", "granian_threads", "ssl_keyfile_path", "ssl_certfile_path", "ciphers", "keepalive_timeout",
            "timeout_worker_healthcheck", "max_requests_before_restart", "max_requests_before_restart_jitter", "limit_concurrency", "use_prisma_db_push",
            "enforce_prisma_migration_check", "skip_server_startup", "local", "reload", "prometheus_metrics_port",
        ];

        Assert.Empty(names.Except(CommandLineFlags.All.Keys));
    }

    [Theory]
    [InlineData("--confg a.yaml", "", "--confg: unknown option; did you mean --config?")]
    [InlineData("--nonsense-of-mine", "", "--nonsense-of-mine: unknown option; see --help")]
    [InlineData("serve", "", "'serve' is no option; see --help")]
    [InlineData("--port", "", "--port: a value is missing")]
    [InlineData("--port --host", "", "--port: a value is missing")]
    [InlineData("--port=", "", "--port: a value is missing")]
    [InlineData("--port 99999", "", "--port: found '99999'; valid is a port number from 0 to 65535")]
    [InlineData("--debug=maybe", "", "--debug: found 'maybe'; it takes no value")]
    [InlineData("", "REDIS_URL=foo=bar,secret", "REDIS_URL: valid is a URL such as redis://:password@redis:6379/0, or redis:6379,password=…")]
    [InlineData("", "REDIS_DB=first", "REDIS_DB: found 'first'; valid is a whole number, 0 or more")]
    [InlineData("", "REDIS_SENTINEL_NODES=[[\"a\",26379]]", "REDIS_SERVICE_NAME: missing; it names the primary that the Sentinels watch, such as mymaster")]
    [InlineData("", "REDIS_CLUSTER_NODES=redis-1:6379", "REDIS_CLUSTER_NODES: valid is JSON such as [{\"host\": \"redis-1\", \"port\": 6379}] or [[\"sentinel-1\", 26379]]")]
    [InlineData("", "PORT=abc", "PORT: found 'abc'; valid is a port number from 0 to 65535")]
    [InlineData("", "GATEWAY_DRAIN_SECONDS=soon", "GATEWAY_DRAIN_SECONDS: found 'soon'; valid is a number of seconds from 0 to 86400")]
    public void What_is_wrong_is_an_error_that_says_what_is_right(string line, string environment, string error)
    {
        var result = Parse(line, environment);

        Assert.Null(result.Options);
        Assert.Equal(error, result.Errors[0]);
    }

    [Fact]
    public void Options_of_the_host_are_passed_on() =>
        Assert.Equal(
            ["--Logging:LogLevel:Default=Debug", "--A:B", "c", "--environment=Staging"],
            Options("--Logging:LogLevel:Default=Debug --A:B c --environment Staging").HostArguments);

    private static GatewayOptions Options(string line, string environment = "", params string[] files)
    {
        var result = Parse(line, environment, files);
        Assert.Empty(result.Errors);
        return result.Options!;
    }

    private static CommandLineResult Parse(string line, string environment = "", params string[] files)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), variables.GetValueOrDefault, files.Contains);
    }
}
