using System.Text;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.OpenAI;

namespace Gateway.Tests.Proxy.Forwarding;

public sealed class SseRelayTests
{
    private const string Role = """data: {"id":"c","model":"up/model","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""" + "\n\n";
    private const string Token = """data: {"id":"c","model":"up/model","choices":[{"index":0,"delta":{"content":"é \"finish_reason\":\"stop\" [DONE]"},"finish_reason":null}]}""" + "\n\n";
    private const string Plain = """data: {"id":"c","model":"up/model","choices":[{"index":0,"delta":{"content":"plain"},"finish_reason":null}]}""" + "\n\n";
    private const string Reasoning = """data: {"id":"c","model":"up/model","choices":[{"index":0,"delta":{"reasoning":"so"},"finish_reason":null}]}""" + "\n\n";
    private const string Finish = """data: {"id":"c","model":"up/model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Usage = """data: {"id":"c","model":"up/model","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";
    private const string Error = """data: {"error":{"message":"engine died","type":"InternalServerError","code":500}}""" + "\n\n";

    [Fact]
    public void Stream_is_the_same_at_every_split_point()
    {
        const string Stream = ": ping\n\n" + Role + Token + Token + Finish + Usage + Done;
        var whole = Relay([Stream], out var relay);
        Assert.True(relay.IsWhole);

        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(whole, Relay([bytes[..split], bytes[split..]], out relay));
            Assert.True(relay.IsWhole);
            Assert.Equal(new Usage(9, 2) { CachedTokens = 4 }, relay.Usage);
            Assert.Equal(3, relay.Chunks);
        }
    }

    [Fact]
    public void Stream_is_the_same_byte_by_byte_and_with_carriage_returns()
    {
        const string Stream = Role + Token + Finish + Usage + Done;
        var whole = Relay([Stream], out _);
        var crlf = Relay([Stream.Replace("\n", "\r\n", StringComparison.Ordinal)], out var relay);

        Assert.Equal(whole, Relay(Encoding.UTF8.GetBytes(Stream).Select(b => new[] { b }), out _));
        Assert.Equal(whole, crlf.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.True(relay.IsWhole);
    }

    [Fact]
    public void Usage_chunk_is_taken_out_when_the_client_did_not_ask_for_it()
    {
        Assert.Equal(Role + Token + Finish + Done, Relay([Role + Token + Finish + Usage + Done], out var relay));
        Assert.Equal(9, relay.Usage?.PromptTokens);
    }

    [Fact]
    public void Usage_chunk_stays_when_the_client_asked_for_it()
    {
        const string Stream = Role + Token + Finish + Usage + Done;

        Assert.Equal(Stream, Relay([Stream], out _, hideUsage: false));
    }

    [Fact]
    public void Usage_beside_choices_stays_in_any_case()
    {
        var both = Finish.Replace("}]}", "}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}", StringComparison.Ordinal);

        Assert.Equal(Role + both + Done, Relay([Role + both + Done], out var relay));
        Assert.Equal(new Usage(1, 1), relay.Usage);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("up/model")]
    [InlineData("a-name-that-is-a-good-deal-longer-than-the-upstreams-own")]
    public void Model_is_renamed_in_every_chunk(string name)
    {
        const string Stream = Role + Token + Token + Finish + Done;
        var expected = Stream.Replace("up/model", name, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(Stream);

        for (var split = 0; split <= bytes.Length; split += 7)
        {
            Assert.Equal(expected, Relay([bytes[..split], bytes[split..]], out _, model: $"\"{name}\""));
        }
    }

    [Fact]
    public void Chunks_written_alike_are_counted_and_renamed_like_any_others_at_every_split_point()
    {
        const string Stream = Role + Plain + Plain + Token + Plain + Reasoning + Reasoning + Plain + Finish + Usage + Done;
        var expected = (Role + Plain + Plain + Token + Plain + Reasoning + Reasoning + Plain + Finish + Done).Replace("up/model", "mine", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(Stream);

        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(expected, Relay([bytes[..split], bytes[split..]], out var relay, model: "\"mine\""));
            Assert.True(relay.IsWhole);
            Assert.Equal(8, relay.Chunks);
        }
    }

    [Fact]
    public void Chunk_that_begins_and_ends_like_the_others_but_says_more_is_read_whole()
    {
        // Two choices in one chunk: the first one ends, and what stands around both is what stood around one.
        var two = Plain.Replace("plain", "a\"},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{\"content\":\"b", StringComparison.Ordinal);

        Assert.Equal(Plain + two + Done, Relay([Plain + two], out var relay));
        Assert.True(relay.IsWhole);
    }

    [Fact]
    public void Missing_done_is_put_in_after_a_finish_reason()
    {
        Assert.Equal(Role + Token + Finish + Done, Relay([Role + Token + Finish], out var relay));
        Assert.True(relay.IsWhole);
    }

    [Fact]
    public void Stream_that_ends_without_finish_reason_is_not_whole_and_half_an_event_is_dropped()
    {
        Assert.Equal(Role + Token, Relay([Role + Token + Finish[..30]], out var relay));
        Assert.False(relay.IsWhole);
    }

    [Fact]
    public void Every_choice_must_end_before_a_stream_is_whole()
    {
        Relay([Role + Token + Finish], out var one, choices: 2);
        Relay([Role + Token + Finish + Finish], out var both, choices: 2);

        Assert.False(one.IsWhole);
        Assert.True(both.IsWhole);
    }

    [Fact]
    public void Done_after_an_error_event_is_taken_out()
    {
        Assert.Equal(Role + Token + Error, Relay([Role + Token + Error + Done], out var relay));
        Assert.False(relay.IsWhole);
        Assert.Contains("engine died", Encoding.UTF8.GetString(relay.ErrorData!), StringComparison.Ordinal);
    }

    [Fact]
    public void Last_event_without_its_blank_line_counts()
    {
        Assert.Equal(Role + Token + Finish + Done, Relay([Role + Token + Finish + "data: [DONE]"], out var relay));
        Assert.True(relay.IsWhole);
    }

    [Fact]
    public void Failure_becomes_one_error_event_without_done()
    {
        using var relay = new SseRelay(new SseRelayOptions(1, true, true, default));
        Feed(relay, Encoding.UTF8.GetBytes(Role + Token[..20]));

        relay.Fail(GatewayErrors.UpstreamInterrupted("group"));

        var output = Drain(relay, 4096);
        Assert.StartsWith(Role + "data: {\"error\":{\"message\":", output, StringComparison.Ordinal);
        Assert.EndsWith("}}\n\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_chunk_is_no_token()
    {
        using var relay = new SseRelay(new SseRelayOptions(1, true, true, default));

        Feed(relay, Encoding.UTF8.GetBytes(Role));
        Assert.False(relay.HasToken);
        Feed(relay, Encoding.UTF8.GetBytes(Token));
        Assert.True(relay.HasToken);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"reasoning":"hm"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"hm"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}""")]
    [InlineData("""{"choices":[{"text":"hm"}]}""")]
    [InlineData("""{ "choices" : [ { "delta" : { "content" : "hm" } } ] }""")]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"length"}]}""")]
    public void Output_of_any_kind_is_a_token(string data)
    {
        Assert.True(new ChunkFacts(Encoding.UTF8.GetBytes(data)).HasToken);
    }

    [Fact]
    public void Relaying_a_chunk_allocates_nothing()
    {
        using var relay = new SseRelay(new SseRelayOptions(1, true, true, "\"other\""u8.ToArray()));
        var token = Encoding.UTF8.GetBytes(Token);
        var output = new byte[4096];
        Pump(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pump(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pump(int chunks)
        {
            for (var i = 0; i < chunks; i++)
            {
                token.CopyTo(relay.Free(token.Length));
                relay.Received(token.Length);
                while (relay.HasReady)
                {
                    relay.Drain(output);
                }
            }
        }
    }

    private static string Relay(IEnumerable<string> parts, out SseRelay relay, bool hideUsage = true, int choices = 1) =>
        Relay(parts.Select(Encoding.UTF8.GetBytes), out relay, hideUsage, choices: choices);

    private static string Relay(IEnumerable<byte[]> parts, out SseRelay relay, bool hideUsage = true, string model = "", int choices = 1)
    {
        relay = new SseRelay(new SseRelayOptions(choices, IsGeneration: true, hideUsage, Encoding.UTF8.GetBytes(model)));
        var output = new StringBuilder();
        foreach (var part in parts)
        {
            Feed(relay, part);

            // A small destination: events come out in pieces.
            output.Append(Drain(relay, 50));
        }

        relay.Close();
        return output.Append(Drain(relay, 50)).ToString();
    }

    private static void Feed(SseRelay relay, byte[] bytes)
    {
        var rest = bytes.AsSpan();
        while (rest.Length > 0)
        {
            var free = relay.Free().Span;
            var count = Math.Min(free.Length, rest.Length);
            rest[..count].CopyTo(free);
            relay.Received(count);
            rest = rest[count..];
        }
    }

    private static string Drain(SseRelay relay, int size)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[size];
        while (relay.HasReady)
        {
            bytes.Write(buffer, 0, relay.Drain(buffer));
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
