using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>
/// Which requests are the same: endpoint, model and every field that goes upstream, whatever their order. Who asks does not
/// matter, nor do <c>user</c> and <c>metadata</c>; whether a stream was asked for does, so that an answer is replayed
/// byte for byte.
/// </summary>
internal static class CacheKey
{
    /// <summary><c>namespace:</c> where there is one, then SHA-256 in lower-case hex.</summary>
    public static string For(InferenceContext context, string? configuredNamespace)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(context.Route.Kind.ToString()));
        Add(hash, Encoding.UTF8.GetBytes(context.RequestedModel));
        var body = context.Body!.Bytes.Span;
        var fields = Fields(body);
        fields.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var (name, value) in fields)
        {
            Add(hash, Encoding.UTF8.GetBytes(name));
            Add(hash, body[value.Start..value.End]);
        }

        var key = Convert.ToHexStringLower(hash.GetHashAndReset());
        var space = context.Facts.Overrides.Cache.Namespace ?? configuredNamespace;
        return space is null ? key : $"{space}:{key}";
    }

    // The length before each part keeps "ab"+"c" and "a"+"bc" apart.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        hash.AppendData(BitConverter.GetBytes(part.Length));
        hash.AppendData(part);
    }

    private static List<(string Name, ByteRange Value)> Fields(ReadOnlySpan<byte> body)
    {
        var fields = new List<(string, ByteRange)>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name is not ("model" or "user" or "metadata") && !GatewayFields.Contains(Encoding.UTF8.GetBytes(name)))
            {
                fields.Add((name, new ByteRange(start, (int)reader.BytesConsumed)));
            }
        }

        return fields;
    }
}
