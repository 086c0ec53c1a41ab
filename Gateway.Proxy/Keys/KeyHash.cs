using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Proxy.Keys;

/// <summary>SHA-256 of a key, as LiteLLM stores it. Compared in constant time.</summary>
[InlineArray(Size)]
internal struct KeyHash : IEquatable<KeyHash>
{
    private const int Size = SHA256.HashSizeInBytes;
    private const int LongestOnStack = 512;

    private byte _first;

    public static KeyHash Of(ReadOnlySpan<char> key)
    {
        KeyHash hash = default;
        var length = Encoding.UTF8.GetMaxByteCount(key.Length);
        var rented = length > LongestOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented ?? stackalloc byte[LongestOnStack];
        var written = Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes[..written], hash);
        CryptographicOperations.ZeroMemory(bytes[..written]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>From 64 hex digits; false for anything else.</summary>
    public static bool TryParse(string? text, out KeyHash hash)
    {
        hash = default;
        return text is { Length: Size * 2 } && Convert.FromHexString(text, hash, out _, out var written) == OperationStatus.Done && written == Size;
    }

    public readonly bool Equals(KeyHash other) => CryptographicOperations.FixedTimeEquals(this, other);

    public override readonly bool Equals(object? obj) => obj is KeyHash other && Equals(other);

    // The bytes are uniformly distributed already.
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(this);

    /// <summary>Lower-case hex: the form in logs, metrics and LiteLLM's tables.</summary>
    public override readonly string ToString() => Convert.ToHexStringLower(this);
}
