using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration.Reading;

namespace Gateway.Proxy.StoredCredentials;

/// <summary>The stored credentials that this replica knows, as the config's readers take them.</summary>
internal sealed partial class StoredCredentialList(StoredCredentialStore store, ILogger<StoredCredentialList> logger)
{
    private const string Source = "credentials";

    private volatile Dictionary<string, ConfigMapping> _current = [];

    public async Task LoadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, ConfigMapping>(StringComparer.Ordinal);
        foreach (var (name, credential) in await store.ListAsync(connection, null, cancellationToken))
        {
            if (credential is null)
            {
                LogUnreadable(name);
            }
            else
            {
                loaded[name] = Mapping(credential.Values);
            }
        }

        _current = loaded;
    }

    /// <summary>With those of the config, which win where both have a name.</summary>
    public IReadOnlyDictionary<string, ConfigMapping> With(IReadOnlyDictionary<string, ConfigMapping> config) =>
        _current.Count == 0 ? config : config.Concat(_current.Where(stored => !config.ContainsKey(stored.Key))).ToDictionary(StringComparer.Ordinal);

    private static ConfigMapping Mapping(JsonObject values) => (ConfigMapping)new JsonNodes(Source, new Findings()).Read(values);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored credential {Name} cannot be decrypted: LITELLM_SALT_KEY (or, without it, the master key) is not the one it was stored under. Models that name it are left out")]
    private partial void LogUnreadable(string name);
}
