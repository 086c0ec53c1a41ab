using System.IO.Pipelines;
using System.Text;
using Gateway.Proxy.Telemetry.Exposition;

namespace Gateway.Tests.Proxy.Telemetry;

public sealed class ExpositionTests
{
    [Fact]
    public async Task Label_values_are_escaped_and_stay_what_they_were()
    {
        var family = new MetricFamily<Counter>(new MetricInfo("things_total", "counter", "Things.", "model", "route"), static () => new Counter());
        family.Get(new LabelValues { RequestedModel = "ignored", Model = "a\\b\"c\nd", Route = "Größe {x=\"1\"}, é" }).Add(2);

        var text = await TextAsync(family);

        Assert.Equal(
            """
            # HELP things_total Things.
            # TYPE things_total counter
            things_total{model="a\\b\"c\nd",route="Größe {x=\"1\"}, é"} 2

            """,
            text);
        Exposition.Parse(text);
    }

    [Fact]
    public async Task Buckets_are_cumulative_and_the_last_one_is_the_count()
    {
        var histogram = new Histogram(Buckets.Latency);
        double[] seconds = [0, 0.005, 0.0051, 0.3, 1, 299.9999999, 300.0000001, 4_000];
        var tally = new DurationTally(Buckets.Latency);
        foreach (var value in seconds)
        {
            tally.Add(TimeSpan.FromSeconds(value));
        }

        tally.MoveTo(histogram);
        var family = new MetricFamily<Histogram>(new MetricInfo("wait_seconds", "histogram", "Waits.", "model"), () => histogram);
        family.Get(new LabelValues { Model = "m" });
        var samples = Exposition.Parse(await TextAsync(family));

        double Bucket(string bound) => samples[$$"""wait_seconds_bucket{model="m",le="{{bound}}"}"""];
        Assert.Equal([2, 3, 3, 4, 5, 6, 8], [Bucket("0.005"), Bucket("0.00625"), Bucket("0.1"), Bucket("0.5"), Bucket("1.0"), Bucket("300.0"), Bucket("+Inf")]);
        var counts = samples.Where(sample => sample.Key.Contains("_bucket", StringComparison.Ordinal)).Select(sample => sample.Value).ToList();
        Assert.Equal(36, counts.Count);
        Assert.Equal(counts.Order(), counts);
        Assert.Equal(8, samples["""wait_seconds_count{model="m"}"""]);
        Assert.Equal(seconds.Sum(), samples["""wait_seconds_sum{model="m"}"""], 6);
    }

    [Fact]
    public async Task Metric_with_nothing_to_say_is_left_out()
    {
        var histograms = new MetricFamily<Histogram>(new MetricInfo("wait_seconds", "histogram", "Waits."), static () => new Histogram(Buckets.Latency));

        Assert.Equal("", await TextAsync(histograms));
    }

    private static async Task<string> TextAsync(IMetricFamily family)
    {
        var stream = new MemoryStream();
        var output = PipeWriter.Create(stream);
        await family.WriteAsync(new ExpositionWriter(output), CancellationToken.None);
        await output.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
