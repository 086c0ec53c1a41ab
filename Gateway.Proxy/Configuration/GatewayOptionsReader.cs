using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.Redis;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace Gateway.Proxy.Configuration;

/// <summary>Puts together what was given on the command line and what the environment says.</summary>
internal sealed class GatewayOptionsReader(
    IReadOnlyDictionary<string, string> given, Func<string, string?> environment, Func<string, bool> fileExists, List<string> errors, List<string> notes)
{
    // Kubernetes takes a pod out of its services while the pod gets its SIGTERM, not before.
    private static readonly TimeSpan s_shutdownDelay = TimeSpan.FromSeconds(5);

    public GatewayOptions Read(List<string> hostArguments)
    {
        var defaults = new GatewayOptions();
        var explicitPort = Port("--port", Given("port")) ?? Port("PORT", Variable("PORT")) ?? Port("LITELLM_PORT", NotServiceLink("LITELLM_PORT"));
        var host = Given("host") ?? Variable("HOST") ?? defaults.Host;
        var port = explicitPort ?? defaults.Port;
        foreach (var name in (string[])["environment", "contentroot", "applicationname"])
        {
            if (Given(name) is { } value)
            {
                hostArguments.Add($"--{name}={value}");
            }
        }

        var isProduction = "Production".Equals(
            Given("environment") ?? Variable("ASPNETCORE_ENVIRONMENT") ?? Variable("DOTNET_ENVIRONMENT") ?? Variable("LITELLM_MODE"), StringComparison.OrdinalIgnoreCase);
        return new()
        {
            ConfigPath = Given("config") ?? Variable("CONFIG_FILE_PATH") ?? FirstExisting("config.yaml", "/app/config.yaml"),
            Host = host,
            Port = port,
            Urls = Given("urls") ?? (explicitPort is null ? Variable("ASPNETCORE_URLS") : null) ?? $"http://{Bracketed(host)}:{port}",
            DataDirectory = Given("data_dir") ?? defaults.DataDirectory,
            FilesDirectory = Variable("GATEWAY_FILES_DIR"),
            ValidateConfig = IsOn("validate_config"),
            MigrateOnly = IsOn("migrate_only"),
            ReconcileSpend = IsOn("reconcile_spend"),
            ShowVersion = IsOn("version"),
            ShowHelp = IsOn("help"),
            LogLevel = LogLevel(),
            DatabaseUrl = Variable("DATABASE_URL") ?? DatabaseUrlOfParts(),
            Redis = Redis(),
            RedisCommandLimit = Seconds("REDIS_SOCKET_TIMEOUT") ?? defaults.RedisCommandLimit,
            RedisOpenTime = Seconds("REDIS_CIRCUIT_BREAKER_RECOVERY_TIMEOUT") ?? defaults.RedisOpenTime,
            ModelCostMap = Variable("LITELLM_LOCAL_MODEL_COST_MAP") is null ? Variable("LITELLM_MODEL_COST_MAP_URL") : null,
            MasterKey = Variable("LITELLM_MASTER_KEY"),
            SaltKey = Variable("LITELLM_SALT_KEY"),
            TracesMessages = TracesMessages(),
            DocsPath = IsTrue("NO_DOCS") ? null : DocsPath() ?? defaults.DocsPath,
            UiUsername = Variable("UI_USERNAME") ?? defaults.UiUsername,
            UiPassword = Variable("UI_PASSWORD") ?? Variable("LITELLM_UI_PASSWORD"),
            SlackWebhookUrl = WebAddress("SLACK_WEBHOOK_URL"),
            WebhookUrl = WebAddress("WEBHOOK_URL"),
            IsProduction = isProduction,
            DrainTime = Seconds("GATEWAY_DRAIN_SECONDS") ?? defaults.DrainTime,
            ShutdownDelay = Seconds("GATEWAY_SHUTDOWN_DELAY_SECONDS") ?? (isProduction ? s_shutdownDelay : TimeSpan.Zero),
            KeyRotationGrace = Period("LITELLM_KEY_ROTATION_GRACE_PERIOD") ?? defaults.KeyRotationGrace,
            HostArguments = hostArguments,
        };
    }

    private string? Given(string name) => given.GetValueOrDefault(name);

    private bool IsOn(string name) => Given(name) is { } text && YamlScalars.LooseBool(text) is not false;

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    private RedisAddress Redis()
    {
        var (cluster, sentinels, service) = (Nodes("REDIS_CLUSTER_NODES"), Nodes("REDIS_SENTINEL_NODES"), Variable("REDIS_SERVICE_NAME"));
        if (sentinels.Count > 0 && service is null)
        {
            errors.Add("REDIS_SERVICE_NAME: missing; it names the primary that the Sentinels watch, such as mymaster");
        }

        return new()
        {
            Url = RedisUrl("REDIS_URL"),
            Host = Variable("REDIS_HOST"),
            Port = Port("REDIS_PORT", NotServiceLink("REDIS_PORT")),
            Nodes = cluster.Count > 0 ? cluster : sentinels,
            ServiceName = cluster.Count > 0 ? null : service,
            Username = Variable("REDIS_USERNAME"),
            Password = Variable("REDIS_PASSWORD"),
            Database = RedisDatabase("REDIS_DB"),
            Ssl = IsTrue("REDIS_SSL"),
        };
    }

    private int? RedisDatabase(string name)
    {
        if (Variable(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add($"{name}: found '{text}'; valid is a whole number, 0 or more");
        return null;
    }

    // It may hold a password: an error does not show it.
    private string? RedisUrl(string name)
    {
        var url = Variable(name);
        if (url is null || RedisAddress.IsUrl(url))
        {
            return url;
        }

        errors.Add($"{name}: valid is {RedisAddress.ValidUrl}");
        return null;
    }

    // As JSON: [{"host": "redis-1", "port": 6379}] or [["sentinel-1", 26379]]
    private IReadOnlyList<string> Nodes(string name)
    {
        if (Variable(name) is not { } text)
        {
            return [];
        }

        try
        {
            if (RedisPlaces.Read(new JsonNodes(name, new Findings()).Read(JsonNode.Parse(text))) is { } nodes)
            {
                return nodes;
            }
        }
        catch (JsonException)
        {
            // Said below, as of other JSON.
        }

        errors.Add($"{name}: valid is {RedisPlaces.ValidJson}");
        return [];
    }

    // Kubernetes sets REDIS_PORT=tcp://10.0.0.11:6379 in every pod beside a service named redis; nobody meant that as a port.
    private string? NotServiceLink(string name) => Variable(name) is { } value && !value.Contains("://", StringComparison.Ordinal) ? value : null;

    // The address itself is a secret: an error does not show it.
    private string? WebAddress(string name)
    {
        var text = Variable(name);
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            return text;
        }

        errors.Add($"{name}: valid is an address that begins with https:// or http://");
        return null;
    }

    private string? FirstExisting(params string[] paths) => paths.FirstOrDefault(fileExists);

    private int? Port(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
        {
            return port;
        }

        errors.Add($"{name}: found '{text}'; valid is a port number from 0 to 65535");
        return null;
    }

    private string? DocsPath()
    {
        var path = Variable("DOCS_URL");
        if (path is null || (path.StartsWith('/') && path.AsSpan().IndexOfAny("{}*?#") < 0))
        {
            return path;
        }

        errors.Add($"DOCS_URL: found '{path}'; valid is a path such as /docs");
        return null;
    }

    // true and false at first; NO_CONTENT, SPAN_ONLY, EVENT_ONLY and SPAN_AND_EVENT in newer conventions.
    private bool TracesMessages()
    {
        const string Name = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
        switch (Variable(Name)?.ToUpperInvariant())
        {
            case "TRUE" or "SPAN_ONLY" or "SPAN_AND_EVENT":
                return true;
            case null or "FALSE" or "NO_CONTENT" or "EVENT_ONLY":
                return false;
            case var other:
                errors.Add($"{Name}: found '{other}'; valid is true, false, SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT or NO_CONTENT");
                return false;
        }
    }

    private TimeSpan? Seconds(string name)
    {
        if (Variable(name) is not { } text)
        {
            return null;
        }

        if (YamlScalars.LooseNumber(text) is >= 0 and <= 86400 and var seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        errors.Add($"{name}: found '{text}'; valid is a number of seconds from 0 to 86400");
        return null;
    }

    // 24h, 7d, as durations of keys.
    private TimeSpan? Period(string name)
    {
        if (Variable(name) is not { } text)
        {
            return null;
        }

        if (BudgetPeriod.Parse(text, TimeZoneInfo.Utc) is { } period)
        {
            return period.After(DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch;
        }

        errors.Add($"{name}: found '{text}'; valid is a number and a unit: 30m, 24h, 7d");
        return null;
    }

    private Level? LogLevel()
    {
        if (IsOn("detailed_debug") || IsTrue("DETAILED_DEBUG"))
        {
            return Level.Trace;
        }

        if (IsOn("debug") || IsTrue("DEBUG"))
        {
            return Level.Debug;
        }

        switch (Variable("LITELLM_LOG")?.ToUpperInvariant())
        {
            case null:
                return null;
            case "DEBUG":
                return Level.Debug;
            case "INFO":
                return Level.Information;
            case "WARNING" or "WARN":
                return Level.Warning;
            case "ERROR":
                return Level.Error;
            case "CRITICAL":
                return Level.Critical;
            case var other:
                notes.Add($"LITELLM_LOG has no effect: found '{other}'; valid is DEBUG, INFO, WARNING, ERROR or CRITICAL");
                return null;
        }
    }

    private bool IsTrue(string name) => Variable(name) is { } text && YamlScalars.LooseBool(text) is true;

    // DATABASE_HOST, DATABASE_NAME, … are LiteLLM's other way to say DATABASE_URL.
    private string? DatabaseUrlOfParts()
    {
        if (Variable("DATABASE_HOST") is not { } host || Variable("DATABASE_NAME") is not { } name || (Variable("DATABASE_USERNAME") ?? Variable("DATABASE_USER")) is not { } user)
        {
            return null;
        }

        var password = Variable("DATABASE_PASSWORD") is { } secret ? ":" + Uri.EscapeDataString(secret) : "";
        var port = Port("DATABASE_PORT", NotServiceLink("DATABASE_PORT")) is { } number ? $":{number}" : "";
        return $"postgresql://{Uri.EscapeDataString(user)}{password}@{Bracketed(host)}{port}/{name}";
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
