namespace Gateway.Admin.SignIn;

/// <summary>One signed-in person. Kept in this process: the browser holds nothing but the id, in a cookie that no script can read.</summary>
internal sealed class Session(string id, string name, SiteRole role, string key, DateTimeOffset startedAt)
{
    private long _lastUsed = startedAt.UtcTicks;

    public string Id => id;

    /// <summary>For the corner of the page: a user name, an e-mail address, or a key's alias.</summary>
    public string Name => name;

    public SiteRole Role => role;

    /// <summary>What the gateway is called with.</summary>
    public string Key => key;

    public DateTimeOffset StartedAt => startedAt;

    public DateTimeOffset LastUsed => new(Volatile.Read(ref _lastUsed), TimeSpan.Zero);

    public bool MayChange => role == SiteRole.Admin;

    public bool SeesAll => role != SiteRole.Owner;

    public void Use(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);
}
