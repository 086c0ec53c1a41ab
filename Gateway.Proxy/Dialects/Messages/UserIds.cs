using System.Text.Json;

namespace Gateway.Proxy.Dialects.Messages;

/// <summary>
/// <c>metadata.user_id</c> as Claude Code writes it: <c>{"device_id":"d1","account_uuid":"","session_id":"s1"}</c>, in older versions
/// <c>user_d1_account_a1_session_s1</c>.
/// </summary>
internal static class UserIds
{
    private const string SessionMark = "_session_";

    /// <summary>
    /// The customer: the account, else the device; a session is not a customer, or each of them would be a new one. And the session; null: none
    /// is named.
    /// </summary>
    public static (string Customer, string? Session) Read(string userId)
    {
        if (userId.StartsWith("user_", StringComparison.Ordinal) && userId.IndexOf(SessionMark, StringComparison.Ordinal) is > 0 and var mark)
        {
            return (userId[..mark], userId[(mark + SessionMark.Length)..]);
        }

        if (!userId.StartsWith('{') || !Json.IsObject(userId))
        {
            return (userId, null);
        }

        using var document = JsonDocument.Parse(userId, Json.Deep);
        var customer = (document.RootElement.Text("account_uuid"), document.RootElement.Text("device_id")) switch
        {
            ({ Length: > 0 } account, _) => account,
            (_, { Length: > 0 } device) => device,
            _ => userId,
        };
        return (customer, document.RootElement.Text("session_id") is { Length: > 0 } session ? session : null);
    }
}
