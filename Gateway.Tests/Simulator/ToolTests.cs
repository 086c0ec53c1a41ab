using System.Text.Json.Nodes;
using Gateway.Simulator;
using Gateway.Simulator.Configuration;

namespace Gateway.Tests.Simulator;

public sealed class ToolTests
{
    private const string Tools = """
        "tools": [
          {"type": "function", "function": {"name": "get_weather", "description": "Weather at a place", "parameters":
            {"type": "object", "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}}, "required": ["city"]}}},
          {"type": "function", "function": {"name": "searchFlights", "description": "Looks for journeys by air"}}
        ],
        """;

    [Theory]
    [InlineData("How is the weather in Oslo?", "get_weather")]
    [InlineData("Find flights and the weather.", "get_weather,searchFlights")]
    [InlineData("I plan long journeys.", "searchFlights")]
    [InlineData("Use a tool.", "get_weather")]
    [InlineData("Hello!", "")]
    public async Task Auto_calls_the_tools_that_the_message_speaks_of(string message, string expected)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var choice = (await fleet[0].ChatAsync(message, Tools))["choices"]![0]!;

        Assert.Equal(expected, string.Join(',', choice["message"]!["tool_calls"]!.AsArray().Select(call => (string?)call!["function"]!["name"])));
        Assert.Equal(expected == "" ? "stop" : "tool_calls", (string?)choice["finish_reason"]);
        Assert.Equal(expected == "", choice["message"]!["content"] is not null);
    }

    [Fact]
    public async Task Parallel_calls_can_be_forbidden()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var answer = await fleet[0].ChatAsync("Find flights and the weather.", Tools + "\"parallel_tool_calls\": false,");

        Assert.Single(answer["choices"]![0]!["message"]!["tool_calls"]!.AsArray());
    }

    [Fact]
    public async Task A_tool_result_is_answered_with_text()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { Model = "m" });

        var answer = await fleet[0].PostJsonAsync("/v1/chat/completions", "{" + Tools + """
            "model": "m", "messages": [{"role": "user", "content": "How is the weather?"},
              {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}]},
              {"role": "tool", "tool_call_id": "c1", "content": "Rain."}]}
            """);

        Assert.Empty(answer["choices"]![0]!["message"]!["tool_calls"]!.AsArray());
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("\"required\"", "get_weather", "tool_calls")]
    [InlineData("""{"type": "function", "function": {"name": "searchFlights"}}""", "searchFlights", "stop")]
    [InlineData("\"none\"", null, "stop")]
    public async Task Tool_choice_decides(string choice, string? called, string reason)
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var answer = (await fleet[0].ChatAsync("Hello!", Tools + $"\"tool_choice\": {choice},"))["choices"]![0]!;

        Assert.Equal(called, (string?)answer["message"]!["tool_calls"]!.AsArray().SingleOrDefault()?["function"]!["name"]);
        Assert.Equal(reason, (string?)answer["finish_reason"]);
    }

    [Fact]
    public async Task A_streamed_call_begins_with_id_and_name_and_goes_on_with_pieces_of_valid_arguments()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings());

        var events = EngineCalls.Events(await fleet[0].StreamAsync("Find flights and the weather.", Tools));
        var deltas = events.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]!).Where(call => call is not null).ToArray();

        Assert.Equal("tool_calls", events.FinishReason());
        foreach (var (index, name) in ((int, string)[])[(0, "get_weather"), (1, "searchFlights")])
        {
            var calls = deltas.Where(call => (int)call["index"]! == index).ToArray();
            Assert.Equal(name, (string?)calls[0]["function"]!["name"]);
            Assert.StartsWith("chatcmpl-tool-", (string?)calls[0]["id"]);
            Assert.All(calls.Skip(1), call => Assert.Null(call["id"]));
            var arguments = JsonNode.Parse(string.Concat(calls.Select(call => (string?)call["function"]!["arguments"])))!.AsObject();
            Assert.Equal(index == 0, arguments.ContainsKey("city"));
        }
    }

    [Fact]
    public async Task A_named_tool_that_is_not_there_and_auto_without_the_switch_are_errors()
    {
        await using var fleet = await SimulatedFleet.StartAsync(new EngineSettings { EnableAutoToolChoice = false });

        var named = await fleet[0].ChatAsync("x", Tools + """ "tool_choice": {"type": "function", "function": {"name": "other"}}, """);
        var auto = await fleet[0].ChatAsync("x", Tools);

        Assert.Equal(400, (int)named["error"]!["code"]!);
        Assert.Contains("--enable-auto-tool-choice", (string?)auto["error"]!["message"]);
    }
}
