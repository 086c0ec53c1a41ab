using System.Text;
using Microsoft.Net.Http.Headers;

namespace Gateway.Proxy.OpenAI;

/// <summary>
/// Finds the small fields of an audio upload. Raw form (RFC 7578):
/// <code>
/// --boundary
/// Content-Disposition: form-data; name="model"
///
/// whisper-large-v3
/// --boundary
/// Content-Disposition: form-data; name="file"; filename="a.wav"
/// …
/// --boundary--
/// </code>
/// </summary>
internal static class MultipartReader
{
    public static GatewayError? Read(ReadOnlySpan<byte> body, string? contentType, out RequestFacts facts)
    {
        facts = new RequestFacts { IsMultipart = true };
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return GatewayErrors.BodyNotMultipart("the Content-Type must be 'multipart/form-data; boundary=…'.");
        }

        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var position = body.IndexOf(delimiter);
        var hasFile = false;
        while (position >= 0)
        {
            var start = position + delimiter.Length;
            var length = body[start..].IndexOf(delimiter);
            if (length < 0)
            {
                break;
            }

            // The line break before a delimiter belongs to the delimiter.
            ReadPart(body, start, start + length - 2, facts, ref hasFile);
            position = start + length;
        }

        return hasFile ? null : GatewayErrors.MissingField("file");
    }

    private static void ReadPart(ReadOnlySpan<byte> body, int start, int end, RequestFacts facts, ref bool hasFile)
    {
        var headersLength = end > start ? body[start..end].IndexOf("\r\n\r\n"u8) : -1;
        if (headersLength < 0)
        {
            return;
        }

        var headers = body.Slice(start, headersLength);
        var value = new ByteRange(start + headersLength + 4, end);
        if (Name(headers).SequenceEqual("file"u8))
        {
            hasFile = true;
        }
        else if (Name(headers).SequenceEqual("model"u8))
        {
            facts.Model = Encoding.UTF8.GetString(body[value.Start..value.End]).Trim();
            facts.ModelRange = value;
        }
        else if (Name(headers).SequenceEqual("stream"u8))
        {
            facts.Stream = body[value.Start..value.End].SequenceEqual("true"u8);
        }
    }

    // Content-Disposition: form-data; name="model"; some clients leave the quotes out. Not to be taken for filename="model".
    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> headers)
    {
        var rest = headers;
        while (true)
        {
            var at = rest.IndexOf("name="u8);
            if (at < 0)
            {
                return default;
            }

            var isWholeWord = at > 0 && rest[at - 1] is (byte)' ' or (byte)';' or (byte)'\t';
            rest = rest[(at + 5)..];
            if (isWholeWord)
            {
                var quoted = rest.StartsWith("\""u8);
                var value = quoted ? rest[1..] : rest;
                var end = quoted ? value.IndexOf((byte)'"') : value.IndexOfAny("; \t\r\n"u8);
                return end < 0 ? value : value[..end];
            }
        }
    }
}
