using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Configuration;

/// <summary>What the command line and the environment say. Where both do, the command line wins.</summary>
internal sealed record GatewayOptions
{
    public const string DefaultUiUsername = "admin";

    /// <summary><c>--config</c>, CONFIG_FILE_PATH, ./config.yaml, /app/config.yaml; null: there is none.</summary>
    public string? ConfigPath { get; init; }

    public string Host { get; init; } = "0.0.0.0";

    /// <summary>0: a free one.</summary>
    public int Port { get; init; } = 4000;

    /// <summary>Where to listen, as ASP.NET Core takes it: <see cref="Host"/> and <see cref="Port"/>, unless URLs were given.</summary>
    public string Urls { get; init; } = "http://0.0.0.0:4000";

    /// <summary>Holds what an embedded gateway keeps: master key, SQLite file, spend journal.</summary>
    public string DataDirectory { get; init; } = ".gateway";

    /// <summary>Where uploads and the answers of batches are; null: in the data directory. Replicas that share batches need one that they share.</summary>
    public string? FilesDirectory { get; init; }

    /// <summary>Check the config, print the findings and exit: 0 without errors, else 1.</summary>
    public bool ValidateConfig { get; init; }

    /// <summary>Bring the database up to date and exit.</summary>
    public bool MigrateOnly { get; init; }

    /// <summary>Compare the daily sums with the spend logs, mend them and exit: 0 when they were equal, 1 when not.</summary>
    public bool ReconcileSpend { get; init; }

    public bool ShowVersion { get; init; }

    public bool ShowHelp { get; init; }

    /// <summary>From <c>--debug</c>, <c>--detailed_debug</c>, DEBUG, DETAILED_DEBUG or LITELLM_LOG; null: not said.</summary>
    public LogLevel? LogLevel { get; init; }

    public string? DatabaseUrl { get; init; }

    /// <summary>The <c>REDIS_…</c> variables that say where it is.</summary>
    public RedisAddress Redis { get; init; } = new();

    /// <summary>REDIS_SOCKET_TIMEOUT: a command that takes longer counts as failed, and the request goes on without Redis.</summary>
    public TimeSpan RedisCommandLimit { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>REDIS_CIRCUIT_BREAKER_RECOVERY_TIMEOUT: how long requests do without a Redis that fails before one of them tries again.</summary>
    public TimeSpan RedisOpenTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>LITELLM_MODEL_COST_MAP_URL: path or URL of a price map; null: the built-in one.</summary>
    public string? ModelCostMap { get; init; }

    /// <summary>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: the spans of requests carry prompts and answers.</summary>
    public bool TracesMessages { get; init; }

    public string? MasterKey { get; init; }

    /// <summary>Encrypts stored credentials.</summary>
    public string? SaltKey { get; init; }

    /// <summary>Where the API page is: DOCS_URL; null with NO_DOCS.</summary>
    public string? DocsPath { get; init; } = "/";

    public string UiUsername { get; init; } = DefaultUiUsername;

    /// <summary>Null: the master key is the password.</summary>
    public string? UiPassword { get; init; }

    /// <summary>Said outright; nothing said is a laptop.</summary>
    public bool IsProduction { get; init; }

    /// <summary>How long open streams may go on after SIGTERM.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where alerts to Slack go; whoever knows it can write there.</summary>
    public string? SlackWebhookUrl { get; init; }

    /// <summary>Where alerts go as JSON.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>LITELLM_KEY_ROTATION_GRACE_PERIOD: how long a key goes on after it was due, and an old key after its holder has taken the new one.</summary>
    public TimeSpan KeyRotationGrace { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long requests are still taken after SIGTERM, while readiness fails: balancers need a while to look elsewhere.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    /// <summary>Options of ASP.NET Core's host (<c>--environment</c>, <c>--Logging:LogLevel:Default=Debug</c>), as they were given.</summary>
    public IReadOnlyList<string> HostArguments { get; init; } = [];

    // A record prints its properties; these must not get into a log that way.
    public override string ToString() => $"{nameof(GatewayOptions)} {{ ConfigPath = {ConfigPath}, Urls = {Urls} }}";
}
