using System.Collections.Concurrent;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Keys;

/// <summary>
/// Every stored key, team, organization, user, customer and tag in memory: the hot path asks nobody else. One key is changed without
/// touching the others. Filled and kept current by <see cref="KeyDirectoryLoader"/>.
/// </summary>
internal sealed class KeyDirectory(TimeProvider time)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<KeyHash, VirtualKey> _keys = new();
    private readonly ConcurrentDictionary<KeyHash, ReplacedKey> _replaced = new();
    private readonly ConcurrentDictionary<string, Account> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _customers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Team, string User), Account> _members = new();

    // A flag of its own: to be asked whether it is empty, the dictionary takes all its locks.
    private volatile bool _hasTags;

    /// <summary>The database answered last time: what is not here does not exist.</summary>
    public bool IsCurrent { get; set; }

    public int Count => _keys.Count;

    public IEnumerable<VirtualKey> Keys => _keys.Values;

    public IEnumerable<Account> Teams => _teams.Values;

    public IEnumerable<Account> Organizations => _organizations.Values;

    public IEnumerable<Account> Users => _users.Values;

    public IEnumerable<Account> Customers => _customers.Values;

    public IEnumerable<Account> Tags => _tags.Values;

    /// <summary>Somebody has made a tag: the tags of requests are worth looking up.</summary>
    public bool HasTags => _hasTags;

    /// <summary>The key with this hash, or the error to answer with.</summary>
    public GatewayError? Authenticate(KeyHash hash, out VirtualKey? key)
    {
        if (!_keys.TryGetValue(hash, out key) && !TryFindReplaced(hash, out key, out var error))
        {
            return error ?? (IsCurrent ? GatewayErrors.InvalidKey() : GatewayErrors.NoDatabase(s_retryAfter));
        }

        if (key!.Blocked)
        {
            return GatewayErrors.BlockedKey();
        }

        if (key.Expires is { } expires && time.GetUtcNow() >= expires)
        {
            return key.RotatedBy == expires ? GatewayErrors.RotationMissed(expires) : GatewayErrors.ExpiredKey(expires);
        }

        if (key.Team is { Settings.Blocked: true } team)
        {
            return GatewayErrors.BlockedTeam(team.Id);
        }

        return key.Organization is { Settings.Blocked: true } organization ? GatewayErrors.BlockedOrganization(organization.Id) : null;
    }

    /// <summary>Such a key is stored, or was until its successor took its place.</summary>
    public bool Knows(KeyHash hash) => _keys.ContainsKey(hash) || _replaced.ContainsKey(hash);

    public VirtualKey? Find(KeyHash hash) => _keys.GetValueOrDefault(hash);

    public Account Team(string id) => _teams.GetOrAdd(id, static (id, time) => new Account(id, time), time);

    /// <summary>Null: nobody has made this team.</summary>
    public Account? FindTeam(string id) => _teams.TryGetValue(id, out var team) && team.Settings.Exists ? team : null;

    /// <summary>Null: nobody has made this organization.</summary>
    public Account? FindOrganization(string id) => _organizations.TryGetValue(id, out var organization) && organization.Settings.Exists ? organization : null;

    public Account Organization(string id) => _organizations.GetOrAdd(id, static (id, time) => new Account(id, time), time);

    public Account User(string id) => _users.GetOrAdd(id, static (id, time) => new Account(id, time), time);

    public Account Member(string team, string user) => _members.GetOrAdd((team, user), static (id, time) => new Account(id.User, time), time);

    public Account Customer(string id) => _customers.GetOrAdd(id, static (id, time) => new Account(id, time), time);

    /// <summary>Null: nobody has made this customer.</summary>
    public Account? FindCustomer(string id) => _customers.TryGetValue(id, out var customer) && customer.Settings.Exists ? customer : null;

    public Account Tag(string name)
    {
        _hasTags = true;
        return _tags.GetOrAdd(name, static (name, time) => new Account(name, time), time);
    }

    /// <summary>Null: nobody has made this tag.</summary>
    public Account? FindTag(string name) => _tags.TryGetValue(name, out var tag) && tag.Settings.Exists ? tag : null;

    public Account? FindMember(string team, string user) => _members.TryGetValue((team, user), out var member) && member.Settings.Exists ? member : null;

    public IEnumerable<Account> MembersOf(string team) => _members.Where(member => member.Key.Team == team).Select(member => member.Value);

    public IEnumerable<(string Team, Account Member)> Members => _members.Select(member => (member.Key.Team, member.Value));

    /// <summary>The state that a key with this hash has, or takes over from the key that it replaces.</summary>
    public KeyState StateFor(KeyHash hash)
    {
        if (_keys.TryGetValue(hash, out var known))
        {
            return known.State;
        }

        var predecessor = _replaced.FirstOrDefault(replaced => replaced.Value.Successor.Equals(hash)).Value;
        return predecessor?.State ?? new KeyState(time);
    }

    public void Put(VirtualKey key) => _keys[key.Hash] = key;

    /// <summary>The old value of a regenerated key: until then it stands for its successor.</summary>
    public void PutReplaced(KeyHash hash, KeyHash successor, DateTimeOffset until)
    {
        _keys.TryRemove(hash, out var old);
        _replaced[hash] = new ReplacedKey(successor, until, old?.State ?? (_replaced.TryGetValue(hash, out var before) ? before.State : null));
    }

    public void Remove(KeyHash hash)
    {
        _keys.TryRemove(hash, out _);
        _replaced.TryRemove(hash, out _);
    }

    /// <summary>After a full load: forgets what the database does not have.</summary>
    public void KeepKeys(IReadOnlySet<KeyHash> hashes)
    {
        foreach (var hash in _keys.Keys.Concat(_replaced.Keys).Where(hash => !hashes.Contains(hash)))
        {
            Remove(hash);
        }
    }

    private bool TryFindReplaced(KeyHash hash, out VirtualKey? key, out GatewayError? error)
    {
        key = null;
        error = null;
        if (!_replaced.TryGetValue(hash, out var replaced))
        {
            return false;
        }

        if (time.GetUtcNow() >= replaced.Until)
        {
            error = GatewayErrors.ExpiredKey(replaced.Until);
            return false;
        }

        return _keys.TryGetValue(replaced.Successor, out key);
    }
}
