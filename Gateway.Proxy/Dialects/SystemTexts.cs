using System.Text;
using System.Text.Json;

namespace Gateway.Proxy.Dialects;

/// <summary>
/// What the system says in a conversation: all that comes first as one message at its head. Many models' chat templates
/// refuse a system message anywhere else (vllm#41114), so what comes later is told there in the user's name: moved to the head it would
/// make the server's prefix cache useless.
/// </summary>
/// <param name="onlyFirst">The server refuses system messages after the first.</param>
internal sealed class SystemTexts(bool onlyFirst)
{
    private readonly StringBuilder _head = new();
    private bool _begun;

    /// <summary>Takes the text, or writes it when the conversation has begun.</summary>
    public void Add(Utf8JsonWriter writer, string text)
    {
        if (_begun)
        {
            ChatJson.WriteMessage(writer, onlyFirst ? "user" : "system", onlyFirst ? $"<system>\n{text}\n</system>" : text);
        }
        else if (text.Length > 0)
        {
            _head.Append(_head.Length > 0 ? "\n\n" : "").Append(text);
        }
    }

    /// <summary>Writes what has been said so far; called before anything else of the conversation is written.</summary>
    public void Begin(Utf8JsonWriter writer)
    {
        if (!_begun && _head.Length > 0)
        {
            ChatJson.WriteMessage(writer, "system", _head.ToString());
        }

        _begun = true;
    }
}
