using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Proxy.Keys;

/// <summary>
/// The key that came last over a connection, with its hash. Clients keep their connections and send the same key with every request:
/// hashing it anew each time would be the dearest single step on a request's way. Gone with the connection.
/// </summary>
internal sealed class ConnectionKey
{
    // Replaced as a whole: requests of one HTTP/2 connection run side by side.
    private volatile Hashed? _last;

    /// <summary>Gives every connection a place for its key.</summary>
    public static Task RememberAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Features.Set(new ConnectionKey());
        return next(connection);
    }

    /// <summary>The hash of this key, which came with this request.</summary>
    public static KeyHash HashOf(HttpContext http, ReadOnlySpan<char> key) =>
        http.Features.Get<ConnectionKey>() is { } connection ? connection.HashOf(key) : KeyHash.Of(key);

    private KeyHash HashOf(ReadOnlySpan<char> key)
    {
        if (_last is { } last && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(key), MemoryMarshal.AsBytes(last.Key.AsSpan())))
        {
            return last.Hash;
        }

        var hash = KeyHash.Of(key);
        _last = new Hashed(key.ToString(), hash);
        return hash;
    }

    private sealed record Hashed(string Key, KeyHash Hash);
}
