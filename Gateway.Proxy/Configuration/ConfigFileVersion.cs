using System.Security.Cryptography;

namespace Gateway.Proxy.Configuration;

/// <summary>A file that a config was read from, and what was in it then.</summary>
/// <param name="Hash">Of the bytes; null when the file could not be read.</param>
internal sealed record ConfigFileVersion(string Path, string? Hash)
{
    public static ConfigFileVersion Of(string path, byte[]? bytes) =>
        new(path, bytes is null ? null : Convert.ToHexString(SHA256.HashData(bytes)));

    /// <summary>
    /// The file as it is now. Contents are compared because nothing else is reliable everywhere: time stamps have coarse
    /// clocks, a ConfigMap is swapped by symbolic links, and file events do not cross every mount.
    /// </summary>
    public static ConfigFileVersion OnDisk(string path)
    {
        try
        {
            // Looked at twice a second: a large file must not be large garbage each time.
            using var file = File.OpenRead(path);
            return new(path, Convert.ToHexString(SHA256.HashData(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Of(path, null);
        }
    }
}
