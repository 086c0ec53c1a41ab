using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Providers.Anthropic;

namespace Gateway.Proxy.Forwarding;

/// <summary>
/// An upstream's error body, read. vLLM's shapes, newer and older:
/// <c>{"error":{"message":"…","type":"BadRequestError","param":null,"code":400}}</c> and
/// <c>{"object":"error","message":"…","type":"BadRequestError","param":null,"code":400}</c>;
/// a missing key gives <c>{"error":"Unauthorized"}</c>, an unknown route may give nothing at all.
/// Anthropic's: <c>{"type":"error","error":{"type":"overloaded_error","message":"…"},"request_id":"…"}</c>.
/// </summary>
/// <param name="IsOpenAIShape">The body is an object whose <c>error</c> is an object with a message, so that clients can read it as it is.</param>
/// <param name="Message">The message, or the body's text; empty when there was none.</param>
/// <param name="Type">The error's <c>type</c>.</param>
/// <param name="Code">The error's <c>code</c>, when it is a number.</param>
/// <param name="CodeText">The error's <c>code</c>, when it is a string.</param>
internal readonly record struct UpstreamError(bool IsOpenAIShape, string Message, string? Type, int? Code, string? CodeText)
{
    /// <summary>The body is as Anthropic writes it.</summary>
    public bool IsAnthropicShape { get; private init; }

    /// <summary>The status that an error event stands for.</summary>
    public int StatusOfEvent => Code is >= 400 and < 600 and var code ? code : IsAnthropicShape ? ErrorTypes.StatusOf(Type) : 500;

    private const int LongestText = 1_000;

    public static UpstreamError Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                return ReadObject(ref reader, nested: false);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON: a proxy's HTML page, a plain sentence. Its text is the message.
        }

        var text = Encoding.UTF8.GetString(body).Trim();
        return new UpstreamError(false, text.Length > LongestText ? text[..LongestText] : text, null, null, null);
    }

    /// <summary>400s that another model may be able to serve are told apart by their text; there is no code for them in vLLM.</summary>
    public Outcome Refine(Outcome outcome)
    {
        if (outcome != Outcome.Rejected)
        {
            return outcome;
        }

        if (CodeText == "context_length_exceeded"
            || Message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
            || Message.Contains("exceeds model's maximum context", StringComparison.OrdinalIgnoreCase)
            || Message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase))
        {
            return Outcome.ContextWindowExceeded;
        }

        return CodeText is "content_policy_violation" or "content_filter" || Type == "content_policy_violation"
            || Message.Contains("content management policy", StringComparison.OrdinalIgnoreCase)
            || Message.Contains("content policy", StringComparison.OrdinalIgnoreCase)
            ? Outcome.ContentPolicyViolated
            : outcome;
    }

    /// <summary>The error as the client gets it: the upstream's own body where clients can read it, else in OpenAI's shape.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="secret">The deployment's credential: an upstream that quotes it must not get it through.</param>
    public GatewayError ToGatewayError(int status, ReadOnlyMemory<byte> body, string? secret)
    {
        var message = Message.Length > 0 ? Message : $"The model server answered {status} without saying why.";
        if (secret is { Length: >= 4 } && Encoding.UTF8.GetString(body.Span).Contains(secret, StringComparison.Ordinal))
        {
            return GatewayErrors.Upstream(status, message.Replace(secret, "***", StringComparison.Ordinal));
        }

        var error = GatewayErrors.Upstream(status, message);
        return IsOpenAIShape || IsAnthropicShape
            ? error with { UpstreamBody = body, UpstreamIsAnthropic = IsAnthropicShape, Type = IsAnthropicShape ? Type ?? error.Type : error.Type }
            : error with { Type = Type ?? error.Type };
    }

    private static UpstreamError ReadObject(ref Utf8JsonReader reader, bool nested)
    {
        string? message = null, type = null, codeText = null;
        int? code = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "error" when reader.TokenType == JsonTokenType.StartObject:
                    var inner = ReadObject(ref reader, nested: true);
                    return type == "error" ? inner with { IsOpenAIShape = false, IsAnthropicShape = inner.IsOpenAIShape } : inner;
                case "error" or "message" or "detail" when reader.TokenType == JsonTokenType.String:
                    message = reader.GetString();
                    break;
                case "type" when reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "code" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number):
                    code = number;
                    break;
                case "code" when reader.TokenType == JsonTokenType.String:
                    codeText = reader.GetString();
                    code = int.TryParse(codeText, out var status) ? status : null;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new UpstreamError(nested && message is not null, message ?? "", type, code, codeText);
    }
}
