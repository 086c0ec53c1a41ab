using System.Security.Cryptography;
using System.Text;

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

    public bool SeesAll => role is SiteRole.Admin or SiteRole.Viewer;

    /// <summary>Everybody's, or their own: the gateway looks closer.</summary>
    public bool MayMakeKeys => role is SiteRole.Admin or SiteRole.KeyMaker;

    /// <summary>With the key in hand a session goes on; without it, it would be over.</summary>
    /// <param name="token">The hash of a key.</param>
    public bool IsSignedInWith(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) == token;

    public void Use(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);
}
