using Gateway.Contracts;
using Gateway.Proxy.Keys;

namespace Gateway.Tests.Allocation;

/// <summary>A hundred thousand keys cost memory, and nothing else.</summary>
[Collection(AllocationCollection.Name)]
public sealed class KeyLookupAllocationTests
{
    private const int Keys = 100_000;
    private const int BytesAKey = 1_500;

    private readonly KeyDirectory _directory = new(TimeProvider.System) { IsCurrent = true };

    [Fact]
    public void Look_up_and_change_of_one_key_among_many_allocate_no_more_than_among_few()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Keys; i++)
        {
            Put(i);
        }

        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Keys, 0, BytesAKey);

        var hashes = Enumerable.Range(0, 1_000).Select(i => KeyHash.Of($"sk-{i * 100}")).ToArray();
        var found = 0;
        var lookups = Allocated(() =>
        {
            foreach (var hash in hashes)
            {
                found += _directory.Authenticate(hash, out _) is null ? 1 : 0;
            }
        });
        Assert.Equal((0, hashes.Length * 2), (lookups, found));

        // A key, its state and one dictionary node; a rebuilt table would be megabytes.
        Assert.InRange(Allocated(() => Put(7)), 0, 20_000);
    }

    private void Put(int number)
    {
        var hash = KeyHash.Of($"sk-{number}");
        var row = new KeyInfo { Token = hash.ToString(), TeamId = $"team-{number % 100}", UserId = $"user-{number % 1_000}", MaxBudget = 10, RpmLimit = 100, Models = ["a", "b"] };
        _directory.Put(KeyFactory.Key(row, hash, null, _directory, _directory.StateFor(hash), TimeZoneInfo.Utc, TimeSpan.Zero));
    }

    // The second run: the first may compile.
    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
