using System.Text;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Messages;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Providers.Anthropic;
using Gateway.Tests.Scripts;

namespace Gateway.Tests.Proxy.Dialects;

/// <summary>Where the network cuts a stream makes no difference.</summary>
public sealed class SplitStreamTests
{
    [Fact]
    public async Task Messages_to_chunks_at_every_split_point() =>
        await HoldAsync(await GoldenAsync("chat-over-anthropic-streamed"), static () => new MessageEventsToChunks(0));

    [Fact]
    public async Task Chunks_to_messages_at_every_split_point() =>
        await HoldAsync(await GoldenAsync("messages-over-vllm-streamed"), static () => new ChunksToMessageEvents("msg_1"));

    [Fact]
    public async Task Passed_on_messages_at_every_split_point()
    {
        var bytes = await GoldenAsync("chat-over-anthropic-streamed");
        for (var split = 0; split <= bytes.Length; split++)
        {
            using var relay = new SseRelay(new SseRelayOptions(1, true, true, "\"mine\""u8.ToArray(), MessagesEventReader.Instance));
            var output = new StringBuilder();
            foreach (var part in new[] { bytes[..split], bytes[split..] })
            {
                part.CopyTo(relay.Free(Math.Max(1, part.Length)));
                relay.Received(part.Length);
                Drain(relay, output);
            }

            Assert.True(relay.Close());
            Assert.Equal(Encoding.UTF8.GetString(bytes).Replace("\"upstream-model\"", "\"mine\"", StringComparison.Ordinal), output.ToString());
            Assert.Equal((20, 45, 8), (relay.Usage!.Value.PromptTokens, relay.Usage.Value.CompletionTokens, relay.Usage.Value.CachedTokens));
        }
    }

    private static void Drain(SseRelay relay, StringBuilder output)
    {
        var buffer = new byte[64 * 1024];
        while (relay.HasReady)
        {
            output.Append(Encoding.UTF8.GetString(buffer, 0, relay.Drain(buffer)));
        }
    }

    private static async Task HoldAsync(byte[] bytes, Func<IEventTranslator> translator)
    {
        var whole = await ReadAsync(translator(), bytes);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(whole, await ReadAsync(translator(), bytes[..split], bytes[split..]));
        }

        Assert.Equal(whole, await ReadAsync(translator(), [.. bytes.Select(one => new[] { one })]));
    }

    private static async Task<string> ReadAsync(IEventTranslator translator, params byte[][] parts)
    {
        await using var stream = new TranslatedStream(new PartsStream(parts), translator);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static Task<byte[]> GoldenAsync(string folder) => File.ReadAllBytesAsync(Repository.File("Gateway.Tests", "Golden", folder, "upstream-answer.sse"));
}
