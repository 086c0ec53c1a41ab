using Gateway.Proxy.Charts;

namespace Gateway.Tests.Proxy.Charts;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 5)]
    [InlineData(5, 5)]
    [InlineData(5.0001, 10)]
    [InlineData(130, 130)]
    [InlineData(131, 160)]
    [InlineData(3_600_000, 3_600_000)]
    [InlineData(86_400_000, 3_600_000)]
    public void A_time_counts_under_the_lowest_limit_that_it_keeps(double milliseconds, int limit) =>
        Assert.Equal(limit, LatencyHistogram.LimitOf(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Percentile_is_read_between_two_limits()
    {
        var histogram = new LatencyHistogram([(100, 1), (80, 3)]);

        Assert.Equal(65 + (15 * 2.0 / 3), histogram.Percentile(0.5)!.Value, 6);
        Assert.Equal(100, histogram.Percentile(1));
    }

    [Fact]
    public void Nothing_has_no_percentile() => Assert.Null(new LatencyHistogram([]).Percentile(0.5));
}
