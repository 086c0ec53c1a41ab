using System.Text.Json;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Dialects.Responses;

/// <summary>A chat completion as a response's output: its thoughts, its text, its calls, each an item.</summary>
internal static class ChatAnswerToResponse
{
    public static ResponseState Read(JsonElement chat, ResponseTools tools)
    {
        var choice = chat.List("choices").FirstOrDefault();
        var message = choice.Get("message") ?? default;
        var output = new List<OutputItem>();
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } thoughts)
        {
            Add(output, new OutputItem(OutputItemKind.Reasoning, ResponseIds.New("rs_")), thoughts);
        }

        if (message.Text("content") is { Length: > 0 } text)
        {
            var item = new OutputItem(OutputItemKind.Message, ResponseIds.New("msg_"));
            item.Logprobs.AddRange(LogprobsOf(choice));
            Add(output, item, text);
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            Add(output, new OutputItem(OutputItemKind.Refusal, ResponseIds.New("msg_")), refusal);
        }

        foreach (var call in message.List("tool_calls"))
        {
            var function = call.Get("function") ?? default;
            Add(output, tools.Call(function.Text("name"), call.Text("id")), function.Text("arguments") ?? "");
        }

        return ResponseState.Ended(choice.Text("finish_reason"), output) with { Model = chat.Text("model"), Usage = UsageOf(chat) };
    }

    /// <summary><c>"logprobs":{"content":[…]}</c> of a choice.</summary>
    public static IReadOnlyList<JsonElement> LogprobsOf(JsonElement choice) =>
        choice.Get("logprobs") is { } logprobs ? [.. logprobs.List("content").Select(token => token.Clone())] : [];

    public static Usage? UsageOf(JsonElement chat) => chat.Get("usage") is not { } usage ? null
        : new Usage(usage.Int("prompt_tokens") ?? 0, usage.Int("completion_tokens") ?? 0)
        {
            CachedTokens = usage.Get("prompt_tokens_details")?.Int("cached_tokens") ?? 0,
            ReasoningTokens = usage.Get("completion_tokens_details")?.Int("reasoning_tokens") ?? 0,
        };

    private static void Add(List<OutputItem> output, OutputItem item, string text)
    {
        item.Text.Append(text);
        output.Add(item);
    }
}
