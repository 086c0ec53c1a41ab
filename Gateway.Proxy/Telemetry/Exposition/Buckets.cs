using System.Globalization;

namespace Gateway.Proxy.Telemetry.Exposition;

/// <summary>Upper bounds of a histogram's buckets, and how they are written.</summary>
internal sealed class Buckets
{
    /// <summary>LiteLLM's, so that rules which name a bucket go on working.</summary>
    public static readonly Buckets Latency = new(
    [
        0.005, 0.00625, 0.0125, 0.025, 0.05, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9,
        9.5, 10, 15, 20, 25, 30, 60, 120, 180, 240, 300,
    ]);

    /// <summary>LiteLLM's and some below them: what the gateway adds is less than its smallest.</summary>
    public static readonly Buckets FineLatency = new([0.0001, 0.00025, 0.0005, 0.001, 0.0025, .. Latency._seconds]);

    private readonly double[] _seconds;
    private readonly long[] _ticks;

    private Buckets(double[] seconds)
    {
        _seconds = seconds;
        _ticks = [.. seconds.Select(bound => (long)Math.Round(bound * TimeSpan.TicksPerSecond))];
        Texts = [.. seconds.Select(Text), "+Inf"];
    }

    /// <summary>The values of <c>le</c>; the last is <c>+Inf</c>.</summary>
    public string[] Texts { get; }

    /// <summary>The bucket that a value falls into; a bound belongs to the bucket below it.</summary>
    public int IndexOf(TimeSpan value)
    {
        var found = Array.BinarySearch(_ticks, value.Ticks);
        return found >= 0 ? found : ~found;
    }

    // 0.005, 1.0, 10.0: Python writes whole numbers with a fraction, and older Prometheus servers compare le as text.
    private static string Text(double bound)
    {
        var text = bound.ToString("0.#######", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }
}
