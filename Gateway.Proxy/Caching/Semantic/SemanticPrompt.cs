using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Caching.Semantic;

/// <summary>
/// A chat whose last message is a user's text. That text is compared by its meaning; everything before it, and every other field, has to be the same:
/// <code>{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is the capital of France?"}],"temperature":0}</code>
/// </summary>
/// <param name="Text">The last message's.</param>
/// <param name="Before">SHA-256, in hex, of the messages before it.</param>
internal readonly record struct SemanticPrompt(string Text, string Before)
{
    /// <param name="body">Of a request to chat completions or messages.</param>
    /// <param name="messages">Where the list of messages stands in it.</param>
    /// <returns>Null: the last message is another's, or holds more than text.</returns>
    public static SemanticPrompt? Find(ReadOnlySpan<byte> body, ByteRange messages)
    {
        var list = body[messages.Start..messages.End];
        var reader = new Utf8JsonReader(list, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var last = 0;
        string? text = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            last = (int)reader.TokenStartIndex;
            text = ReadMessage(ref reader);
        }

        return string.IsNullOrWhiteSpace(text) ? null : new SemanticPrompt(text, Convert.ToHexStringLower(SHA256.HashData(list[..last])));
    }

    // {"role":"user","content":"…"} or {"role":"user","content":[{"type":"text","text":"…"}]}; null: anything else.
    private static string? ReadMessage(ref Utf8JsonReader reader)
    {
        var (isUser, hasMore) = (false, false);
        string? text = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isRole, isContent) = (reader.ValueTextEquals("role"u8), reader.ValueTextEquals("content"u8));
            reader.Read();
            if (isRole)
            {
                isUser = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("user"u8);
            }
            else if (isContent)
            {
                text = reader.TokenType == JsonTokenType.String ? reader.GetString() : ReadParts(ref reader);
            }
            else
            {
                hasMore = true;
            }

            reader.Skip();
        }

        return isUser && !hasMore ? text : null;
    }

    private static string? ReadParts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var texts = new StringBuilder();
        var isText = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("text"u8))
                {
                    reader.Read();
                    texts.AppendLine(reader.TokenType == JsonTokenType.String ? reader.GetString() : "");
                }
                else if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    isText &= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("text"u8);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }

        return isText ? texts.ToString() : null;
    }
}
