using System.Security.Cryptography;
using System.Text;
using Gateway.Contracts;

namespace Gateway.Admin.SignIn;

/// <summary>One signed-in person. Kept in this process: the browser holds nothing but the id, in a cookie that no script can read.</summary>
internal sealed class Session(string id, KeyHolder holder, string key, DateTimeOffset startedAt)
{
    private long _lastUsed = startedAt.UtcTicks;

    public string Id => id;

    public KeyHolder Holder => holder;

    /// <summary>What the gateway is called with.</summary>
    public string Key => key;

    public DateTimeOffset StartedAt => startedAt;

    public DateTimeOffset LastUsed => new(Volatile.Read(ref _lastUsed), TimeSpan.Zero);

    public bool MayChange => holder.Role == SiteRole.Admin;

    public bool SeesAll => holder.Role is SiteRole.Admin or SiteRole.Viewer;

    /// <summary>Everybody's, or their own: the gateway looks closer.</summary>
    public bool MayMakeKeys => holder.Role is SiteRole.Admin or SiteRole.KeyMaker;

    /// <summary>May make and change its teams, and say who is in it.</summary>
    public bool Administers(OrganizationInfo organization) =>
        MayChange || (MayMakeKeys && organization.Members.Exists(member => member.UserId == holder.UserId && member.UserRole == "org_admin"));

    /// <summary>May say who is in it. The admins of its organization may as well.</summary>
    public bool Administers(TeamInfo team) =>
        MayChange || (MayMakeKeys && team.MembersWithRoles.Exists(member => member.UserId == holder.UserId && member.Role == "admin"));

    /// <summary>With the key in hand a session goes on; without it, it would be over.</summary>
    /// <param name="token">The hash of a key.</param>
    public bool IsSignedInWith(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) == token;

    public void Use(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);
}
