using System.Security.Cryptography;

namespace Gateway.Proxy.Configuration;

/// <summary>Finds the master key: the config's, the environment's, or one of our own making where nobody else can come in.</summary>
internal static class MasterKey
{
    private const string FileName = "master-key";
    private const int RandomLength = 48;
    private const string UrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // Printed in LiteLLM's documentation and in the examples that people copy.
    private static readonly string[] s_known = ["sk-1234", "sk-your-secure-key-here", "sk-your-litellm-master-key"];

    public static MasterKeyResult Resolve(GatewayConfig config, GatewayOptions options)
    {
        var (key, origin) = config.GeneralSettings.MasterKey is { Length: > 0 } configured
            ? (configured, "general_settings.master_key")
            : (options.MasterKey, "LITELLM_MASTER_KEY");
        if (key is { Length: > 0 })
        {
            return options.IsProduction && s_known.Contains(key)
                ? new(null, $"{origin} is a placeholder that everybody knows. Set it to a secret of your own that begins with 'sk-', such as sk-$(openssl rand -hex 24).")
                : new(key);
        }

        return options.IsProduction
            ? new(null, "There is no master key. Set LITELLM_MASTER_KEY, or general_settings.master_key in the config, to a secret of your own that begins with 'sk-', such as sk-$(openssl rand -hex 24).")
            : OwnKey(options.DataDirectory);
    }

    private static MasterKeyResult OwnKey(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
            {
                return new(kept);
            }

            Directory.CreateDirectory(directory);
            var key = "sk-" + RandomNumberGenerator.GetString(UrlSafe, RandomLength);
            Write(path, key);
            return new(key, NewFile: path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, $"No master key is set, and none can be kept in {path} ({e.Message}). Set LITELLM_MASTER_KEY, or choose another --data-dir.");
        }
    }

    // Written beside and moved into place, so that a kill in between leaves no empty file.
    private static void Write(string path, string key)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(key);
        }

        File.Move(draft, path, overwrite: true);
    }
}
