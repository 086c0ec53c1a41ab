using System.Text;
using System.Text.Json;
using Gateway.Proxy.Spend.Details;

namespace Gateway.Proxy.Langfuse;

/// <summary>Prompts and answers in the form that Langfuse draws as a conversation: the messages alone, without what is around them.</summary>
internal static class LangfuseText
{
    // {"model":"m","messages":[…]} of a chat, {"prompt":"…"} of a completion, {"input":…} of most others.
    private static readonly string[] s_inputs = ["messages", "prompt", "input"];

    public static string Input(TextCapture texts) =>
        Parse(texts.Prompt, static body => s_inputs.Select(name => body.TryGetProperty(name, out var found) ? found.GetRawText() : null).FirstOrDefault(text => text is not null))
        ?? Encoding.UTF8.GetString(texts.Prompt);

    // {"choices":[{"message":{"role":"assistant","content":"…"}}]}; of a stream, its text.
    public static string Output(TextCapture texts) =>
        Parse(texts.Answer, static answer =>
            answer.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() == 1
            && choices[0].TryGetProperty("message", out var message) ? message.GetRawText() : null)
        ?? AnswerText.Of(texts);

    // What is too long was cut, and is no JSON any more.
    private static string? Parse(ReadOnlyMemory<byte> json, Func<JsonElement, string?> find)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? find(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
