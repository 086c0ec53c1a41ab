using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Caching;

/// <summary>
/// Which requests are the same: endpoint, model and every field that goes upstream, whatever their order. Who asks does not
/// matter, unless <c>cache_params.scope</c> says so, nor do <c>user</c> and <c>metadata</c>; whether a stream was asked for does, so that an answer is replayed
/// byte for byte.
/// </summary>
internal static class CacheKey
{
    private const string Input = "input";
    private const string Messages = "messages";

    // What of an Anthropic client's request is in its headers.
    private static readonly string[] s_messagesHeaders = ["anthropic-beta", "anthropic-version"];

    /// <summary><c>namespace:</c> where there is one, then SHA-256 in lower-case hex.</summary>
    public static string For(InferenceContext context)
    {
        using var hash = Begin(context, leftOut: null);
        return Named(context, hash);
    }

    /// <summary>For each item of a list of texts: its key does not depend on the other items.</summary>
    public static string[] ForItems(InferenceContext context, EmbeddingInput input)
    {
        using var same = Begin(context, Input);
        var start = same.GetHashAndReset();
        var keys = new string[input.Items.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var item = input.Items[i];
            hash.AppendData(start);
            hash.AppendData(context.Body!.Bytes.Span[item.Start..item.End]);
            keys[i] = Named(context, hash);
        }

        return keys;
    }

    /// <summary>For all requests that are the same but for their last message.</summary>
    /// <param name="context">Of one of them.</param>
    /// <param name="before">What stands for the messages before it.</param>
    public static string ForSpace(InferenceContext context, string before)
    {
        using var hash = Begin(context, Messages);
        Add(hash, Encoding.UTF8.GetBytes(before));
        return Named(context, hash);
    }

    private static IncrementalHash Begin(InferenceContext context, string? leftOut)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(context.Route.Kind.ToString()));
        Add(hash, Encoding.UTF8.GetBytes(context.RequestedModel));
        Add(hash, Encoding.UTF8.GetBytes(Owner(context)));
        if (context.Route.Kind == EndpointKind.Messages)
        {
            foreach (var name in s_messagesHeaders)
            {
                Add(hash, Encoding.UTF8.GetBytes(context.Http.Request.Headers[name].ToString()));
            }
        }

        var body = context.Body!.Bytes.Span;
        var fields = Fields(body);
        fields.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var (name, value) in fields)
        {
            if (name != leftOut)
            {
                Add(hash, Encoding.UTF8.GetBytes(name));
                Add(hash, body[value.Start..value.End]);
            }
        }

        return hash;
    }

    private static string Named(InferenceContext context, IncrementalHash hash)
    {
        var key = Convert.ToHexStringLower(hash.GetHashAndReset());
        var space = context.Facts.Overrides.Cache.Namespace ?? context.Snapshot.Config.LitellmSettings.CacheParams.Namespace;
        return space is null ? key : $"{space}:{key}";
    }

    // With whom an answer is shared. A key without a team shares with nobody where teams do.
    private static string Owner(InferenceContext context) => IsOfKey(context) ? context.Key!.HashText : context.Snapshot.Config.LitellmSettings.CacheParams.Scope switch
    {
        "key" => context.Key!.HashText,
        "team" => context.Key!.TeamId is { } team ? $"team:{team}" : context.Key.HashText,
        _ => "",
    };

    // A response that is stored may be asked for by the key that it was made for alone, and so may one that goes on from such a one.
    private static bool IsOfKey(InferenceContext context) =>
        context.Route.Kind == EndpointKind.Responses && (context.Facts.StoresAnswer || context.Facts.PreviousResponse is not null);

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
