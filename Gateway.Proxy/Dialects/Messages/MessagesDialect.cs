using System.Text.Json;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>Anthropic's Messages in front of a model server that speaks chat completions.</summary>
internal sealed class MessagesDialect(InferenceContext context) : IClientDialect
{
    public EndpointKind Hub => EndpointKind.ChatCompletions;

    public ReadOnlyMemory<byte> Request(Deployment deployment, FieldLedger fields)
    {
        using var document = JsonDocument.Parse(context.Body!.Bytes, Json.Deep);
        return new MessagesRequestTranslation(document.RootElement, deployment, fields).Write();
    }

    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer, Json.Deep);
        return new(ChatAnswerToMessage.Write(document.RootElement, MessageId));
    }

    public IEventTranslator Stream() => new ChunksToMessageEvents(MessageId);

    private string MessageId => "msg_" + context.RequestId.Replace("-", "", StringComparison.Ordinal);
}
