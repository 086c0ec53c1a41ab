using System.Text.Json;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Providers.Anthropic;

/// <summary>Chat completions over Anthropic's Messages.</summary>
internal sealed class AnthropicChatTranslator : IChatTranslator
{
    public EndpointKind Endpoint => EndpointKind.Messages;

    public ReadOnlyMemory<byte> Request(ReadOnlyMemory<byte> chat, int? maxTokens, FieldLedger fields)
    {
        using var document = JsonDocument.Parse(chat, Json.Deep);
        return new ChatRequestTranslation(document.RootElement, maxTokens, fields).Write();
    }

    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> answer, long created)
    {
        using var document = JsonDocument.Parse(answer, Json.Deep);
        return MessageAnswer.ToChat(document.RootElement, created);
    }

    public IEventTranslator Stream(long created) => new MessageEventsToChunks(created);
}
