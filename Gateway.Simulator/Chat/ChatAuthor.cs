using Gateway.Simulator.Configuration;
using Gateway.Simulator.Generation;
using Gateway.Simulator.Tokens;
using Gateway.Simulator.Tools;

namespace Gateway.Simulator.Chat;

/// <summary>Decides what a choice says: reasoning first, then tool calls, a structured value or text.</summary>
internal sealed class ChatAuthor(
    EngineSettings settings, GenerationOptions options, ChatPrompt prompt, ToolRequest tools, StructuredOutput? structure, int reasoningTokens)
{
    private readonly int _room = options.MaxTokens ?? (settings.MaxModelLen - prompt.Tokens.Length);

    public Choice Write(int index, ulong seed)
    {
        var segments = new List<Segment>();
        if (reasoningTokens > 0)
        {
            segments.Add(new Segment(SegmentKind.Reasoning, AnswerText.Tokens(Hash64.Combine(seed, 1), reasoningTokens)));
        }

        var called = tools.Choose(prompt.LastUserText, prompt.LastRole);
        if (called.Count > 0)
        {
            segments.AddRange(called.Select((tool, place) => Call(tool, place, Hash64.Combine(seed, (ulong)place + 2))));
        }
        else
        {
            segments.Add(new Segment(SegmentKind.Content, Content(seed, reasoningTokens)));
        }

        // vLLM says "stop" when the request named the tool: nothing was left to decide.
        var reason = called.Count > 0 && !tools.IsNamed ? FinishReasons.ToolCalls : FinishReasons.Stop;
        return ChoiceLimits.Apply(new Choice(index, [.. segments], reason, null), options, _room);
    }

    private int[] Content(ulong seed, int before)
    {
        if (structure is not null)
        {
            return Tokenizer.Encode(structure.Write(seed));
        }

        if (settings.AnswerMode == AnswerMode.Echo)
        {
            return Tokenizer.Encode(prompt.LastUserText);
        }

        return FreeText.Tokens(seed, options, settings, Math.Max(1, _room - before));
    }

    private static Segment Call(Tool tool, int place, ulong seed)
    {
        var id = "chatcmpl-tool-" + Guid.NewGuid().ToString("N");
        return new Segment(SegmentKind.ToolCall, Tokenizer.Encode(tool.WriteArguments(seed)), new ToolCall(place, id, tool.Name));
    }
}
