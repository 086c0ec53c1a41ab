using System.Security.Cryptography;
using Gateway.Proxy.Keys;

namespace Gateway.Proxy.Management;

/// <summary>Makes keys, and finds the hash that a client means.</summary>
internal static class KeyToken
{
    public const string Prefix = "sk-";

    private const int RandomBytes = 24;
    private const int ShortestChosen = 8;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).Replace('+', '-').Replace('/', '_');

    /// <summary>A key that the client has chosen, after a look at it.</summary>
    public static string Chosen(string field, string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || key.Length < ShortestChosen || key.Any(c => c is <= ' ' or > '~'))
        {
            throw ManagementException.Invalid(field, $"must begin with '{Prefix}' and have {ShortestChosen} characters or more, without spaces.");
        }

        return key;
    }

    /// <summary>The hash in hex, of a key or of a hash in hex.</summary>
    public static string Hash(string keyOrHash) =>
        KeyHash.TryParse(keyOrHash, out var hash) ? hash.ToString() : KeyHash.Of(keyOrHash).ToString();

    /// <summary><c>sk-...</c> and the last four characters.</summary>
    public static string Name(string key) => $"{Prefix}...{key[^4..]}";
}
