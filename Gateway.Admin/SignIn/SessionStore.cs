using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Gateway.Admin.SignIn;

/// <summary>Who is signed in. A session ends when its person signs out, after two hours unused, and after half a day in any case.</summary>
internal sealed class SessionStore(TimeProvider time)
{
    public static readonly TimeSpan LongestUnused = TimeSpan.FromHours(2);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private const int IdBytes = 32;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public Session Begin(KeyHolder holder, string key)
    {
        foreach (var (id, old) in _sessions)
        {
            if (HasEnded(old))
            {
                _sessions.TryRemove(id, out _);
            }
        }

        var session = new Session(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), holder, key, time.GetUtcNow());
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Null: there is none, or it has ended. Being looked for counts as being used.</summary>
    public Session? Find(string? id)
    {
        if (id is null || !_sessions.TryGetValue(id, out var session))
        {
            return null;
        }

        if (HasEnded(session))
        {
            _sessions.TryRemove(id, out _);
            return null;
        }

        session.Use(time.GetUtcNow());
        return session;
    }

    public void End(string id) => _sessions.TryRemove(id, out _);

    private bool HasEnded(Session session)
    {
        var now = time.GetUtcNow();
        return now - session.LastUsed > LongestUnused || now - session.StartedAt > Longest;
    }
}
