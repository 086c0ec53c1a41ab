namespace Gateway.Proxy.Pipeline;

/// <summary>Takes the call's id from the client, or makes one, and puts it on every response, errors too.</summary>
internal sealed class RequestIdStep : IInferenceStep
{
    /// <summary>LiteLLM's name for the id of a call; a client may choose it.</summary>
    public const string CallIdHeader = "x-litellm-call-id";

    /// <summary>The name that vLLM, OpenAI and most proxies use.</summary>
    public const string RequestIdHeader = "x-request-id";

    private const int LongestClientId = 128;

    public Task InvokeAsync(InferenceContext context, InferenceDelegate next)
    {
        context.RequestId = Assign(context.Http);
        return next(context);
    }

    /// <summary>Used by the endpoints outside the inference pipeline as well.</summary>
    public static string Assign(HttpContext http)
    {
        var headers = http.Request.Headers;
        var id = ClientId(headers, CallIdHeader) ?? ClientId(headers, RequestIdHeader) ?? NewId();
        http.TraceIdentifier = id;
        Stamp(http, id);
        return id;
    }

    /// <summary>Between two attempts the response is cleared, headers too; the id must survive that.</summary>
    public static void Stamp(HttpContext http, string id)
    {
        http.Response.Headers[CallIdHeader] = id;
        http.Response.Headers[RequestIdHeader] = id;
    }

    // A version 4 UUID, as Guid.NewGuid() gives, which asks the operating system for random bytes: a system call for each request.
    private static string NewId()
    {
        const byte Version = 0x40;
        const byte Variant = 0x80;
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | Version);
        bytes[8] = (byte)((bytes[8] & 0x3f) | Variant);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    // An id ends up in logs, headers and the database: only short printable ASCII is taken from a client.
    private static string? ClientId(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values) || values is not [{ Length: > 0 and <= LongestClientId } id])
        {
            return null;
        }

        foreach (var c in id)
        {
            if (c is <= ' ' or > '~')
            {
                return null;
            }
        }

        return id;
    }
}
