using System.Text.Json;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary><c>/v1/messages/count_tokens</c> by vLLM's <c>/tokenize</c>, which counts with the model's own tokenizer and chat template.</summary>
internal sealed class CountTokensDialect(InferenceContext context) : IClientDialect
{
    public EndpointKind Hub => EndpointKind.Tokenize;

    /// <summary><c>{"model":"m","messages":[…],"tools":[…],"add_generation_prompt":true}</c></summary>
    public ReadOnlyMemory<byte> Request(Deployment deployment, FieldLedger fields)
    {
        using var document = JsonDocument.Parse(context.Body!.Bytes, Json.Deep);

        // What does not change the prompt does not change the count.
        var ignored = new FieldLedger(drops: true);
        var chat = new MessagesRequestTranslation(document.RootElement, deployment, ignored).Write();
        using var translated = JsonDocument.Parse(chat, Json.Deep);
        return Json.Object(translated.RootElement, static (writer, chat) =>
        {
            foreach (var member in chat.EnumerateObject().Where(member => member.Name is "model" or "messages" or "tools"))
            {
                member.WriteTo(writer);
            }

            writer.WriteBoolean("add_generation_prompt"u8, true);
        });
    }

    /// <summary><c>{"count":17,…}</c> becomes <c>{"input_tokens":17}</c>.</summary>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer, Json.Deep);
        return new(Answer(document.RootElement.GetProperty("count").GetInt32()));
    }

    public IEventTranslator Stream() => throw new NotSupportedException("A count is never streamed.");

    public static ReadOnlyMemory<byte> Answer(int tokens) => Json.Object(tokens, static (writer, tokens) => writer.WriteNumber("input_tokens"u8, tokens));
}
