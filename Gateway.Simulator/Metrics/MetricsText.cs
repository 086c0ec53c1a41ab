using System.Globalization;
using System.Text;
using Gateway.Simulator.Engine;

namespace Gateway.Simulator.Metrics;

/// <summary>
/// The Prometheus text format, as vLLM's Python client writes it:
/// <code>
/// # HELP vllm:num_requests_running Number of requests in model execution batches.
/// # TYPE vllm:num_requests_running gauge
/// vllm:num_requests_running{engine="0",model_name="gpt-oss-120b"} 3.0
/// </code>
/// </summary>
internal sealed class MetricsText(SimulatedEngine engine)
{
    private readonly StringBuilder _text = new(16_384);
    private readonly string _labels = $"engine=\"0\",model_name=\"{Escape(engine.Settings.Model)}\"";

    public string Write()
    {
        var settings = engine.Settings;
        var metrics = engine.Metrics;
        var prefix = settings.OldMetricNames ? "vllm:gpu_prefix_cache" : "vllm:prefix_cache";

        Gauge("vllm:num_requests_running", "Number of requests in model execution batches.", engine.Admission.Running);
        Gauge("vllm:num_requests_waiting", "Number of requests waiting to be processed.", engine.Admission.Waiting);
        Gauge(settings.OldMetricNames ? "vllm:gpu_cache_usage_perc" : "vllm:kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.", engine.Admission.CacheUsage);
        Counter(prefix + "_queries", "Prefix cache queries, in terms of number of queried tokens.", metrics.PrefixQueries);
        Counter(prefix + "_hits", "Prefix cache hits, in terms of number of cached tokens.", metrics.PrefixHits);
        Counter("vllm:num_preemptions", "Cumulative number of preemptions.", 0);
        Counter("vllm:prompt_tokens", "Number of prefill tokens processed.", metrics.PromptTokens);
        Counter("vllm:generation_tokens", "Number of generation tokens processed.", metrics.GenerationTokens);
        Counter("vllm:admission_rejections", "Number of requests refused because the queue was full.", metrics.Rejections);
        WriteFinished();
        foreach (var histogram in metrics.Histograms)
        {
            WriteHistogram(histogram);
        }

        WriteCacheConfig();
        WriteHttp();
        return _text.ToString();
    }

    private void WriteFinished()
    {
        Head("vllm:request_success_total", "Count of successfully processed requests.", "counter");
        foreach (var (reason, count) in engine.Metrics.Finished.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Line("vllm:request_success_total", $"{_labels},finished_reason=\"{reason}\"", count);
        }
    }

    private void WriteHistogram(Histogram histogram)
    {
        Head(histogram.Name, histogram.Help, "histogram");
        long count = 0;
        for (var i = 0; i <= histogram.Bounds.Count; i++)
        {
            count += histogram.CountOf(i);
            var bound = i < histogram.Bounds.Count ? Number(histogram.Bounds[i]) : "+Inf";
            Line(histogram.Name + "_bucket", $"{_labels},le=\"{bound}\"", count);
        }

        Line(histogram.Name + "_count", _labels, count);
        Line(histogram.Name + "_sum", _labels, histogram.Sum);
    }

    private void WriteCacheConfig()
    {
        var settings = engine.Settings;
        var caching = settings.EnablePrefixCaching ? "True" : "False";
        Head("vllm:cache_config_info", "Information of the LLMEngine CacheConfig", "gauge");
        Line(
            "vllm:cache_config_info",
            $"block_size=\"{settings.BlockSize}\",cache_dtype=\"auto\",enable_prefix_caching=\"{caching}\",engine=\"0\",gpu_memory_utilization=\"0.9\",num_gpu_blocks=\"{settings.NumGpuBlocks}\"",
            1);
    }

    private void WriteHttp()
    {
        Head("http_requests_total", "Total number of requests by method, status and handler.", "counter");
        foreach (var ((method, path, status), count) in engine.Metrics.Http.OrderBy(pair => pair.Key))
        {
            Line("http_requests_total", $"handler=\"{Escape(path)}\",method=\"{method}\",status=\"{status}\"", count);
        }
    }

    private void Gauge(string name, string help, double value)
    {
        Head(name, help, "gauge");
        Line(name, _labels, value);
    }

    private void Counter(string name, string help, double value)
    {
        Head(name + "_total", help, "counter");
        Line(name + "_total", _labels, value);
    }

    private void Head(string name, string help, string type) => _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Line(string name, string labels, double value) => _text.Append($"{name}{{{labels}}} {Number(value)}\n");

    /// <summary>As Python prints a float: 3 is 3.0.</summary>
    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static string Escape(string label) => label.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
