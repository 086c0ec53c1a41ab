using System.Globalization;
using System.IO.Pipelines;
using System.Text.Unicode;

namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>Writes Prometheus' text format, version 0.0.4, straight into a response.</summary>
internal sealed class ExpositionWriter(PipeWriter output)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Large enough that flushes do not cost, small enough that a fleet's metrics never lie in memory whole.
    private const int FlushAfter = 64 * 1024;

    private int _unflushed;

    /// <remarks>
    /// <code>
    /// # HELP name What it counts.
    /// # TYPE name counter
    /// </code>
    /// </remarks>
    public void Header(MetricInfo metric)
    {
        var span = output.GetSpan(Longest(metric.Name, metric.Name, metric.Type, metric.Help));
        Utf8.TryWrite(span, CultureInfo.InvariantCulture, $"# HELP {metric.Name} {metric.Help}\n# TYPE {metric.Name} {metric.Type}\n", out var written);
        Advance(written);
    }

    /// <summary><c>name{labels} 3</c></summary>
    public void Sample(string name, string labels, long value)
    {
        var (open, close) = Braces(labels);
        Utf8.TryWrite(output.GetSpan(Longest(name, labels)), CultureInfo.InvariantCulture, $"{name}{open}{labels}{close} {value}\n", out var written);
        Advance(written);
    }

    /// <summary><c>name{labels} 0.25</c></summary>
    public void Sample(string name, string labels, double value)
    {
        var (open, close) = Braces(labels);
        Utf8.TryWrite(output.GetSpan(Longest(name, labels)), CultureInfo.InvariantCulture, $"{name}{open}{labels}{close} {value}\n", out var written);
        Advance(written);
    }

    /// <summary>A metric that has one line.</summary>
    public void One(MetricInfo metric, double value, string labels = "")
    {
        Header(metric);
        Sample(metric.Name, labels, value);
    }

    /// <summary><c>name_bucket{labels,le="0.5"} 3</c></summary>
    public void Bucket(string name, string labels, string bound, long count)
    {
        var comma = labels.Length == 0 ? "" : ",";
        Utf8.TryWrite(
            output.GetSpan(Longest(name, labels, bound)), CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}\n", out var written);
        Advance(written);
    }

    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) => _unflushed < FlushAfter ? default : FlushAsync(cancellationToken);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        await output.FlushAsync(cancellationToken);
    }

    private static (string Open, string Close) Braces(string labels) => labels.Length == 0 ? ("", "") : ("{", "}");

    // Three bytes is the most that a char takes in UTF-8; 128 are plenty for a number and the marks around.
    private static int Longest(params ReadOnlySpan<string> parts)
    {
        var longest = 128;
        foreach (var part in parts)
        {
            longest += part.Length * 3;
        }

        return longest;
    }

    private void Advance(int written)
    {
        output.Advance(written);
        _unflushed += written;
    }
}
