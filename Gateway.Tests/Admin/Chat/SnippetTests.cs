using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Admin.Chat;
using Gateway.Tests.Functional;
using Gateway.Tests.Scripts;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Admin.Chat;

/// <summary>What the playground shows as code sends what the playground would send.</summary>
public sealed class SnippetTests
{
    private const string Body = """
        {
          "model": "m",
          "temperature": 0.5,
          "messages": [
            {"role": "system", "content": "You say \"hello\" in C:\\temp."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?\nAnd that?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\"at\":\"it's\"}"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "a {dot}"},
            {"role": "assistant", "content": "A dot."},
            {"role": "user", "content": "Thanks"}
          ],
          "tools": [{"type": "function", "function": {"name": "look", "description": "Looks at \"it\"", "parameters": {"type": "object", "properties": {"at": {"type": "string", "default": ""}}, "additionalProperties": false}}}]
        }
        """;

    [Fact]
    public async Task CSharp_compiles_and_sends_the_same_messages_and_tools()
    {
        await using var server = await ScriptedServer.StartServerAsync("text/event-stream", """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"A dot."},"finish_reason":"stop"}]}

            data: [DONE]


            """);
        await using var gateway = await GatewayServer.StartAsync($"model_list:\n{Fleet.Deployment("m", server.Address)}");
        using var folder = new TemporaryFolder();
        var body = (JsonObject)JsonNode.Parse(Body)!;
        var version = typeof(OpenAI.OpenAIClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        var file = Path.Combine(folder.Path, "snippet.cs");
        await File.WriteAllTextAsync(file, $"#:package OpenAI@{version}\n{CSharpSnippet.Write(gateway.Address.ToString().TrimEnd('/'), body)}");

        var run = await RunningProgram.RunAsync("dotnet", ["run", file], [("GATEWAY_API_KEY", GatewayServer.MasterKey)], folder.Path);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("A dot.", run.Output, StringComparison.Ordinal);
        var sent = JsonNode.Parse(server.LastRequest.Text)!;
        Assert.Equal(Comparable(body["messages"]!), Comparable(sent["messages"]!));
        Assert.Equal(Comparable(body["tools"]!), Comparable(sent["tools"]!));
        Assert.Equal(0.5, (double)sent["temperature"]!);
    }

    [Fact]
    public void Python_has_its_own_words_for_true_false_and_nothing()
    {
        var code = Snippets.Python("http://gateway", (JsonObject)JsonNode.Parse(Body)!);

        Assert.Contains("\"additionalProperties\": False", code, StringComparison.Ordinal);
        Assert.Contains("\"content\": None", code, StringComparison.Ordinal);
        Assert.Contains("temperature=0.5", code, StringComparison.Ordinal);
    }

    // A content of null and none at all are one; so is the order of members.
    private static string Comparable(JsonNode node) => node switch
    {
        JsonObject map => "{" + string.Join(",", map.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Comparable(member.Value!)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(item => Comparable(item!))) + "]",
        _ => node.ToJsonString(),
    };
}
