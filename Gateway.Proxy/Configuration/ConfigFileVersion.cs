namespace Gateway.Proxy.Configuration;

/// <summary>A file that a config was read from, and what was in it then.</summary>
/// <param name="Hash">SHA-256 of the bytes in hex; null when the file could not be read.</param>
internal sealed record ConfigFileVersion(string Path, string? Hash);
