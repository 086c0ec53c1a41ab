using System.Text.RegularExpressions;
using Gateway.Simulator.Faults;
using Gateway.Tests.Scripts;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Providers;

/// <summary>The README's example of other providers beside vLLM, with the servers' addresses and keys put in.</summary>
public sealed partial class MultiBackendExampleTests
{
    [Fact]
    public async Task Example_serves_every_model_and_falls_back_from_vLLM_to_Anthropic_and_Azure()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { Model = "gpt-oss-120b" });
        await using var anthropic = await AnthropicServer.StartServerAsync();
        await using var azure = await AzureServer.StartServerAsync();
        await using var openai = await ScriptedServer.StartServerAsync("application/json", """{"id":"1","object":"chat.completion","created":1,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""");
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"));
        var yaml = Example().Match(readme).Groups[1].Value
            .Replace("http://gpu-1:8000/", fleet[0].Address.ToString(), StringComparison.Ordinal)
            .Replace("api_key: os.environ/ANTHROPIC_API_KEY", $"api_key: {AnthropicServer.Key}, api_base: \"{anthropic.Address}\"", StringComparison.Ordinal)
            .Replace("os.environ/AZURE_API_BASE", $"\"{azure.Address}\"", StringComparison.Ordinal)
            .Replace("os.environ/AZURE_API_KEY", AzureServer.Key, StringComparison.Ordinal)
            .Replace("api_key: os.environ/OPENAI_API_KEY", $"api_key: none, api_base: \"{openai.Address}v1\"", StringComparison.Ordinal);
        await using var gateway = await GatewayServer.StartAsync(yaml);

        foreach (var model in (string[])["gpt-oss-120b", "claude", "gpt-4o", "gpt-5"])
        {
            using var response = await gateway.ChatAsync(model);
            Assert.Equal(model, (await response.JsonAsync()).GetProperty("model").GetString());
        }

        fleet[0].Faults = EngineFaults.OfStatus(503);
        using var second = await gateway.ChatAsync("gpt-oss-120b");
        anthropic.Fault = AnthropicFault.Overloaded;
        using var third = await gateway.ChatAsync("gpt-oss-120b");

        Assert.Equal(("claude", "gpt-4o"), ((await second.JsonAsync()).GetProperty("model").GetString(), (await third.JsonAsync()).GetProperty("model").GetString()));
    }

    [GeneratedRegex("### Other providers beside them.*?```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
