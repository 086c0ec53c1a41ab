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
        var id = ClientId(headers, CallIdHeader) ?? ClientId(headers, RequestIdHeader) ?? Guid.NewGuid().ToString();
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
