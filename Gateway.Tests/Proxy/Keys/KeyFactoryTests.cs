using Gateway.Contracts;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Tests.Common;

namespace Gateway.Tests.Proxy.Keys;

public sealed class KeyFactoryTests
{
    [Fact]
    public void Keys_without_rules_of_their_own_share_one_object_that_says_so()
    {
        var time = new ManualTimeProvider();
        var row = new KeyInfo { Metadata = new() { ["owner"] = "x" }, RpmLimit = 5, MaxBudget = 1 };

        var key = KeyFactory.Key(row, KeyHash.Of("sk-1"), null, new KeyDirectory(time), new KeyState(time), TimeZoneInfo.Utc, TimeSpan.Zero);

        Assert.Same(KeyRules.None, key.Rules);
    }
}
