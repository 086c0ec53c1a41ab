using System.Text;

namespace Gateway.Bench.Upstream;

/// <summary>The bytes that the upstream answers with, made once.</summary>
internal static class Answers
{
    public const int CompletionLength = 600;

    public const string Model = "gpt-oss-120b";

    private const string ChunkHead =
        $$"""data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1760000000,"model":"{{Model}}","choices":""";

    public static readonly byte[] Completion = PaddedCompletion();

    public static readonly byte[] RoleEvent = Event("""[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]""");

    public static readonly byte[] ContentEvent = Event("""[{"index":0,"delta":{"content":" token"},"logprobs":null,"finish_reason":null}]""");

    public static readonly byte[] FinishEvent = Event("""[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop","stop_reason":null}]""");

    public static readonly byte[] DoneEvent = "data: [DONE]\n\n"u8.ToArray();

    public static readonly byte[] Models = Encoding.UTF8.GetBytes(
        $$"""{"object":"list","data":[{"id":"{{Model}}","object":"model","created":1760000000,"owned_by":"vllm","root":"{{Model}}","parent":null,"max_model_len":131072}]}""");

    // What a gateway that scrapes engine stats looks at.
    public static readonly byte[] Metrics = Encoding.UTF8.GetBytes(
        $$"""
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{model_name="{{Model}}",engine="0"} 0.0
        # TYPE vllm:num_requests_waiting gauge
        vllm:num_requests_waiting{model_name="{{Model}}",engine="0"} 0.0
        # TYPE vllm:kv_cache_usage_perc gauge
        vllm:kv_cache_usage_perc{model_name="{{Model}}",engine="0"} 0.0

        """);

    public static byte[] UsageEvent(int chunks) => Event(
        $$"""[],"usage":{"prompt_tokens":12,"total_tokens":{{12 + chunks}},"completion_tokens":{{chunks}}}""");

    private static byte[] Event(string choices) => Encoding.UTF8.GetBytes($"{ChunkHead}{choices}}}\n\n");

    private static byte[] PaddedCompletion()
    {
        const string Head =
            $$"""{"id":"chatcmpl-bench","object":"chat.completion","created":1760000000,"model":"{{Model}}","choices":[{"index":0,"message":{"role":"assistant","content":" """;
        const string Tail =
            """ ","refusal":null,"tool_calls":[]},"logprobs":null,"finish_reason":"stop","stop_reason":null}],"service_tier":null,"usage":{"prompt_tokens":12,"total_tokens":76,"completion_tokens":64,"prompt_tokens_details":null},"prompt_logprobs":null}""";
        return Encoding.UTF8.GetBytes(Head + new string('x', CompletionLength - Head.Length - Tail.Length) + Tail);
    }
}
