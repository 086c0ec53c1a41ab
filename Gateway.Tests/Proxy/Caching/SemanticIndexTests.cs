using Gateway.Proxy.Caching.Semantic;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Caching;

public sealed class SemanticIndexTests
{
    // Four megabytes each: sixteen of them and what each takes beside are more than there may be.
    private const int Large = 1024 * 1024;

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Closest_of_the_space_is_found()
    {
        var index = new SemanticIndex(_time);
        index.Add(Entry("far", 0.8f, 0.6f));
        index.Add(Entry("close", 0.96f, 0.28f));
        index.Add(Entry("elsewhere", 1, 0) with { Space = "other" });

        Assert.Equal("close", index.Find("space", [1, 0], 0.5)?.Entry.Key);
        Assert.Null(index.Find("space", [1, 0], 0.97));
    }

    [Fact]
    public void Oldest_go_when_all_together_are_too_large()
    {
        var index = new SemanticIndex(_time);
        for (var i = 0; i < 16; i++)
        {
            index.Add(Entry($"{i}", new float[Large]) with { Space = $"{i}" });
        }

        Assert.Null(index.Find("0", new float[Large], 0));
        Assert.NotNull(index.Find("1", new float[Large], 0));
    }

    [Fact]
    public void What_has_expired_is_not_found()
    {
        var index = new SemanticIndex(_time);
        index.Add(Entry("a", 1, 0));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(index.Find("space", [1, 0], 0.5));
    }

    private SemanticEntry Entry(string key, params float[] vector) => new("space", key, _time.GetUtcNow() + TimeSpan.FromMinutes(30), vector);
}
