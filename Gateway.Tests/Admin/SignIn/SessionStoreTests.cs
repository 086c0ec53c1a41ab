using Gateway.Admin.SignIn;
using Gateway.Tests.Common;

namespace Gateway.Tests.Admin.SignIn;

public sealed class SessionStoreTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Session_ends_when_it_is_not_used()
    {
        var store = new SessionStore(_time);
        var session = store.Begin(new KeyHolder("ada", SiteRole.Admin), "sk-key");

        _time.Advance(SessionStore.LongestUnused + TimeSpan.FromSeconds(1));

        Assert.Null(store.Find(session.Id));
    }

    [Fact]
    public void Session_that_is_used_ends_all_the_same_after_its_longest_time()
    {
        var store = new SessionStore(_time);
        var session = store.Begin(new KeyHolder("ada", SiteRole.Admin), "sk-key");
        for (var used = TimeSpan.Zero; used < SessionStore.Longest; used += TimeSpan.FromHours(1))
        {
            Assert.NotNull(store.Find(session.Id));
            _time.Advance(TimeSpan.FromHours(1));
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(store.Find(session.Id));
    }

    [Fact]
    public void Session_that_was_ended_is_gone_at_once()
    {
        var store = new SessionStore(_time);
        var session = store.Begin(new KeyHolder("ada", SiteRole.Admin), "sk-key");

        store.End(session.Id);

        Assert.Null(store.Find(session.Id));
    }
}
