using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Configuration;

/// <summary>The config file of this process: reads it, and knows whether it has changed since.</summary>
/// <param name="path">Null: the gateway runs without a file.</param>
internal sealed class ConfigFile(string? path, Func<string, string?> environment)
{
    private IReadOnlyList<ConfigFileVersion> _lastRead = [];

    public string? Path => path;

    /// <summary>Reads the file and everything it includes. Without a file: an empty config and a warning.</summary>
    /// <param name="stored">Settings that were changed at run time.</param>
    public ConfigResult Read(IReadOnlyList<StoredSetting> stored)
    {
        var result = Try(stored);
        _lastRead = result.Files;
        return result;
    }

    /// <summary>The same, only to see what would come of it.</summary>
    public ConfigResult Try(IReadOnlyList<StoredSetting> stored)
    {
        if (path is not null)
        {
            return ConfigReader.Read(path, environment, stored);
        }

        if (stored.Count == 0)
        {
            return new(new GatewayConfig(), [], [new("config.yaml", 0, "", "there is no such file here or in /app, and none was given with --config: the gateway has no models to offer")]);
        }

        return ConfigReader.ReadStored(environment, stored);
    }

    /// <summary>The files as they are now, or null when they are as they were at the last <see cref="Read"/>.</summary>
    public string? ChangedContents()
    {
        var now = _lastRead.Select(file => ConfigFileVersion.OnDisk(file.Path)).ToList();
        return now.SequenceEqual(_lastRead) ? null : string.Join('\n', now.Select(file => file.Hash));
    }
}
