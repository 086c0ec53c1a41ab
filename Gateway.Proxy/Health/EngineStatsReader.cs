using System.Buffers.Text;

namespace Gateway.Proxy.Health;

/// <summary>
/// Finds the few gauges that matter in vLLM's Prometheus text:
/// <code>
/// vllm:num_requests_running{engine="0",model_name="gpt-oss-120b"} 3.0
/// vllm:num_requests_waiting{engine="0",model_name="gpt-oss-120b"} 0.0
/// vllm:kv_cache_usage_perc{engine="0",model_name="gpt-oss-120b"} 0.25
/// </code>
/// With data parallelism there is a line for each engine. Older servers say <c>vllm:gpu_cache_usage_perc</c>.
/// </summary>
internal static class EngineStatsReader
{
    /// <summary>Null when this is not the text of a vLLM server.</summary>
    public static EngineStats? Read(ReadOnlySpan<byte> text, int inFlight)
    {
        double? running = null;
        double waiting = 0, usage = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!line.StartsWith("vllm:"u8))
            {
                continue;
            }

            if (Is(line, "vllm:num_requests_running"u8, out var value))
            {
                running = (running ?? 0) + value;
            }
            else if (Is(line, "vllm:num_requests_waiting"u8, out value))
            {
                waiting += value;
            }
            else if (Is(line, "vllm:kv_cache_usage_perc"u8, out value) || Is(line, "vllm:gpu_cache_usage_perc"u8, out value))
            {
                usage = Math.Max(usage, value);
            }
        }

        return running is { } count ? new EngineStats((int)count, (int)waiting, usage, inFlight) : null;
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out double value)
    {
        value = 0;
        var isName = line.StartsWith(name) && line.Length > name.Length && line[name.Length] is (byte)'{' or (byte)' ';
        return isName && Utf8Parser.TryParse(line[(line.LastIndexOf((byte)' ') + 1)..], out value, out _);
    }
}
