using System.Collections.Concurrent;

namespace Gateway.Admin.SignIn;

/// <summary>Slows down guessing: so many failures a minute from one address, and so many from all of them together.</summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    public const int FromOneAddress = 5;
    public const int FromAll = 50;

    private const string All = "";
    private const int MostAddresses = 10_000;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _failures = new(StringComparer.Ordinal);

    /// <summary>How long this address has to wait before its next attempt; zero: not at all.</summary>
    public TimeSpan Wait(string address)
    {
        var (own, all) = (Wait(address, FromOneAddress), Wait(All, FromAll));
        return own > all ? own : all;
    }

    public void Failed(string address)
    {
        if (_failures.Count > MostAddresses)
        {
            // Only an attack comes from so many; the limit for all holds on.
            foreach (var other in _failures.Keys.Where(key => key.Length > 0))
            {
                _failures.TryRemove(other, out _);
            }
        }

        foreach (var key in (string[])[address, All])
        {
            var failures = _failures.GetOrAdd(key, static _ => new Queue<DateTimeOffset>());
            lock (failures)
            {
                failures.Enqueue(time.GetUtcNow());
            }
        }
    }

    public void Succeeded(string address) => _failures.TryRemove(address, out _);

    private TimeSpan Wait(string key, int most)
    {
        if (!_failures.TryGetValue(key, out var failures))
        {
            return TimeSpan.Zero;
        }

        lock (failures)
        {
            var now = time.GetUtcNow();
            while (failures.TryPeek(out var oldest) && now - oldest >= s_window)
            {
                failures.Dequeue();
            }

            return failures.Count < most ? TimeSpan.Zero : failures.Peek() + s_window - now;
        }
    }
}
