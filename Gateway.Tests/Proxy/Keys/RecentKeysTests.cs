using Gateway.Proxy.Keys;

namespace Gateway.Tests.Proxy.Keys;

public sealed class RecentKeysTests
{
    [Fact]
    public void Hash_is_that_of_the_key_however_many_keys_share_a_place()
    {
        // Three times as many as there are places, by turns.
        for (var turn = 0; turn < 2; turn++)
        {
            for (var i = 0; i < 50_000; i++)
            {
                var key = $"sk-{i}";
                Assert.Equal(KeyHash.Of(key), RecentKeys.HashOf(key));
                Assert.Equal(KeyHash.Of(key), RecentKeys.HashOf(key));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(10_000)]
    public void Length_does_not_matter(int length)
    {
        var key = new string('ß', length);

        Assert.Equal(KeyHash.Of(key), RecentKeys.HashOf(key));
        Assert.Equal(KeyHash.Of(key), RecentKeys.HashOf(key));
    }

    [Fact]
    public void Keys_asked_for_at_the_same_time_are_never_taken_for_one_another()
    {
        string[] keys = [.. Enumerable.Range(0, 40_000).Select(i => $"sk-busy-{i}")];
        KeyHash[] hashes = [.. keys.Select(key => KeyHash.Of(key))];

        Parallel.For(0, 8, start =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var which = ((start * 7919) + (i * 31)) % keys.Length;
                Assert.Equal(hashes[which], RecentKeys.HashOf(keys[which]));
            }
        });
    }
}
