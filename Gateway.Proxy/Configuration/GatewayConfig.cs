using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.Configuration;

/// <summary>
/// What <c>config.yaml</c> says, typed and with every default filled in; <c>os.environ/NAME</c> is already replaced and
/// <c>include</c> already merged. Immutable: a reload makes a new one. Names match the YAML keys one to one.
/// </summary>
internal sealed record GatewayConfig
{
    public IReadOnlyList<ModelEntry> ModelList { get; init; } = [];

    public RouterSettings RouterSettings { get; init; } = new();

    public LitellmSettings LitellmSettings { get; init; } = new();

    public GeneralSettings GeneralSettings { get; init; } = new();

    /// <summary><c>credential_list</c> by name, for models that are added at run time; those of the file have theirs already.</summary>
    public IReadOnlyDictionary<string, ConfigMapping> Credentials { get; init; } = new Dictionary<string, ConfigMapping>();

    /// <summary>Address and key of providers by their environment variables, for the pass-through prefixes.</summary>
    public IReadOnlyDictionary<string, LitellmParams> PassThroughCredentials { get; init; } = new Dictionary<string, LitellmParams>();

    /// <summary>Put into the process environment before anything else is read.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>Sections of settings as they are written, by name; may hold secrets.</summary>
    public IReadOnlyDictionary<string, ConfigMapping> Sections { get; init; } = new Dictionary<string, ConfigMapping>();

    /// <summary>All of it as YAML that may be shown: without secrets.</summary>
    public string Shown { get; init; } = "";
}
