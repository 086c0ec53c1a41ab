using Gateway.Proxy.Spend;

namespace Gateway.Tests.Proxy.Spend;

public sealed class WriterPaceTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(0, 199)]
    [InlineData(64, 2.922)]
    [InlineData(128, 0.98)]
    [InlineData(256, 0)]
    [InlineData(10_000, 0)]
    public void Writer_rests_less_the_longer_the_journal_is(long megabytes, double seconds) =>
        Assert.Equal(seconds, WriterPace.Rest(TimeSpan.FromSeconds(1), megabytes * Megabyte).TotalSeconds, 3);
}
