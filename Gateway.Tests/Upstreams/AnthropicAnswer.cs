using System.Text.Json;

namespace Gateway.Tests.Upstreams;

/// <summary>What the simulated Anthropic server answers to a request, whole or as events.</summary>
internal sealed class AnthropicAnswer
{
    private readonly string _model;
    private readonly List<Block> _blocks = [];

    public AnthropicAnswer(JsonElement request)
    {
        _model = request.GetProperty("model").GetString()!;
        if (request.TryGetProperty("thinking", out var thinking) && thinking.GetProperty("type").GetString() is "enabled" or "adaptive")
        {
            _blocks.Add(new Block("thinking", AnthropicServer.Thought));
        }

        var choice = request.TryGetProperty("tool_choice", out var given) ? given.GetProperty("type").GetString() : "auto";
        var hasResult = request.GetProperty("messages").EnumerateArray().Last().GetRawText().Contains("tool_result", StringComparison.Ordinal);
        if (request.TryGetProperty("tools", out var tools) && !hasResult && choice != "none")
        {
            _blocks.AddRange(tools.EnumerateArray().Select(tool => new Block("tool_use", tool.GetProperty("name").GetString()!)));
        }
        else
        {
            _blocks.Add(new Block("text", AnthropicServer.Text));
        }
    }

    private string StopReason => _blocks.Any(block => block.Type == "tool_use") ? "tool_use" : "end_turn";

    public string ToJson() => $$$"""
        {"id":"msg_01","type":"message","role":"assistant","model":"{{{_model}}}","content":[{{{string.Join(',', _blocks.Select((block, i) => Whole(block, i)))}}}],"stop_reason":"{{{StopReason}}}","stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":4,"cache_read_input_tokens":7,"output_tokens":12}}
        """.Trim();

    public IEnumerable<string> ToEvents()
    {
        yield return $$$$"""{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"{{{{_model}}}}","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":4,"cache_read_input_tokens":7,"output_tokens":1}}}""";
        for (var i = 0; i < _blocks.Count; i++)
        {
            yield return $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":{{{Empty(_blocks[i], i)}}}}""";
            yield return """{"type":"ping"}""";
            foreach (var delta in Deltas(_blocks[i]))
            {
                yield return $$$"""{"type":"content_block_delta","index":{{{i}}},"delta":{{{delta}}}}""";
            }

            yield return $$$"""{"type":"content_block_stop","index":{{{i}}}}""";
        }

        yield return $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{StopReason}}}","stop_sequence":null},"usage":{"output_tokens":12}}""";
        yield return """{"type":"message_stop"}""";
    }

    private static string Whole(Block block, int i) => block.Type switch
    {
        "thinking" => $$"""{"type":"thinking","thinking":"{{block.Text}}","signature":"c2lnbmVk"}""",
        "tool_use" => $$$"""{"type":"tool_use","id":"toolu_0{{{i}}}","name":"{{{block.Text}}}","input":{"location":"Paris"}}""",
        _ => $$"""{"type":"text","text":"{{block.Text}}"}""",
    };

    private static string Empty(Block block, int i) => block.Type switch
    {
        "thinking" => """{"type":"thinking","thinking":"","signature":""}""",
        "tool_use" => $$$"""{"type":"tool_use","id":"toolu_0{{{i}}}","name":"{{{block.Text}}}","input":{}}""",
        _ => """{"type":"text","text":""}""",
    };

    private static IEnumerable<string> Deltas(Block block) => block.Type switch
    {
        "thinking" => [.. Halves(block.Text).Select(text => $$"""{"type":"thinking_delta","thinking":"{{text}}"}"""), """{"type":"signature_delta","signature":"c2lnbmVk"}"""],
        "tool_use" => ["""{"type":"input_json_delta","partial_json":"{\"location\":"}""", """{"type":"input_json_delta","partial_json":"\"Paris\"}"}"""],
        _ => Halves(block.Text).Select(text => $$"""{"type":"text_delta","text":"{{text}}"}"""),
    };

    private static IEnumerable<string> Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];

    private sealed record Block(string Type, string Text);
}
