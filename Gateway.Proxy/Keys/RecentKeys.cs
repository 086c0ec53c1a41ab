using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gateway.Proxy.Keys;

/// <summary>
/// The hashes of keys that came lately: hashing a key anew with every request would be the dearest single step on a request's way. One
/// place for all connections, since a reverse proxy in front sends everybody's requests over the same few. A key's text stays in memory until
/// another takes its place. Thread-safe.
/// </summary>
internal static class RecentKeys
{
    // With what they point to at most 10 MB, whatever comes as a key. A power of two.
    private const int Places = 16_384;
    private const int LongestKept = 256;

    // Each key has one place. Which one differs from process to process (string.GetHashCode), so that nobody can aim at another's.
    private static readonly Hashed?[] s_places = new Hashed?[Places];

    /// <summary>As <see cref="KeyHash.Of"/>; longer texts than keys are, such as the tokens of identity providers, are not kept.</summary>
    public static KeyHash HashOf(ReadOnlySpan<char> key)
    {
        if (key.Length > LongestKept)
        {
            return KeyHash.Of(key);
        }

        ref var place = ref s_places[string.GetHashCode(key) & (Places - 1)];
        if (Volatile.Read(ref place) is { } last && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(key), MemoryMarshal.AsBytes(last.Key.AsSpan())))
        {
            return last.Hash;
        }

        var hash = KeyHash.Of(key);
        Volatile.Write(ref place, new Hashed(key.ToString(), hash));
        return hash;
    }

    // Replaced as a whole: many ask at the same time.
    private sealed class Hashed(string key, KeyHash hash)
    {
        public string Key => key;

        public KeyHash Hash => hash;
    }
}
