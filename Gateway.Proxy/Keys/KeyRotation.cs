using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Keys;

/// <summary>
/// Keys with <c>auto_rotate</c>. Only their hashes are stored and no channel carries a key's text to its holder, so the holder takes the
/// successor himself (<c>POST /key/rotate</c>, with the old key) once answers say that it is due; after the grace the old one is refused.
/// </summary>
internal static class KeyRotation
{
    public const string DueHeader = "x-litellm-key-rotation-due";

    /// <summary>When the key is due next; null: never.</summary>
    public static DateTimeOffset? Next(KeyInfo key, DateTimeOffset now) =>
        key.AutoRotate ? BudgetPeriod.Parse(key.RotationInterval, TimeZoneInfo.Utc)?.After(now) : null;

    /// <summary>Tells the holder of a key that is due.</summary>
    public static void WriteHeader(VirtualKey key, DateTimeOffset now, IHeaderDictionary headers)
    {
        if (key.RotationDue is { } due && now >= due)
        {
            headers[DueHeader] = due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
