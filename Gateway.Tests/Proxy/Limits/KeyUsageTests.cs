using Gateway.Proxy.Limits;
using Gateway.Proxy.OpenAI;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Limits;

public sealed class KeyUsageTests
{
    private readonly KeyUsage _usage = new(new ManualTimeProvider());

    [Fact]
    public void Parallel_slot_comes_back_when_the_request_ends_and_only_once()
    {
        var limits = new KeyLimits(null, null, 1);
        Assert.Null(_usage.TryTake(limits, 1, null, out var lease));
        Assert.Equal("concurrent_requests", _usage.TryTake(limits, 1, null, out _)?.Type);

        lease!.Settle(default);
        lease.Settle(default);

        Assert.Null(_usage.TryTake(limits, 1, null, out _));
        Assert.NotNull(_usage.TryTake(limits, 1, null, out _));
    }

    [Fact]
    public void Request_refused_by_rpm_gives_its_tokens_and_its_slot_back()
    {
        var limits = new KeyLimits(1, 1_000, 5);
        Assert.Null(_usage.TryTake(limits, 50, 50, out var lease));
        lease!.Settle(new Usage(50, 50));
        var before = _usage.RemainingTokens(1_000);

        Assert.Equal("requests", _usage.TryTake(limits, 50, 50, out _)?.Type);

        Assert.Equal(before, _usage.RemainingTokens(1_000));
    }

    [Fact]
    public void Estimate_is_never_more_than_a_tenth_of_the_limit()
    {
        var limits = new KeyLimits(null, 1_000, null);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(_usage.TryTake(limits, 100, 1_000_000, out _));
        }

        Assert.Equal("tokens", _usage.TryTake(limits, 100, 1_000_000, out _)?.Type);
    }

    [Fact]
    public void Tokens_really_used_are_what_counts()
    {
        var limits = new KeyLimits(null, 1_000, null);
        _usage.TryTake(limits, 10, 10, out var lease);

        lease!.Settle(new Usage(600, 300));

        Assert.Equal(100, _usage.RemainingTokens(1_000));
    }
}
