using System.Text.Json;

namespace Gateway.Proxy.JwtAuth;

/// <summary>What a verified token says (RFC 7519, section 4).</summary>
/// <param name="Payload">Its payload.</param>
/// <param name="Expires">Its <c>exp</c>.</param>
internal sealed record TokenClaims(JsonElement Payload, DateTimeOffset Expires)
{
    /// <summary>Who the token was made for, where no field for users says it: its subject, or the application that asked for it.</summary>
    public string Subject => Text("sub") ?? Text("azp") ?? Text("client_id") ?? "unknown";

    /// <summary>A text or a number; null: not there.</summary>
    public string? Text(string? field) => Find(field) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>A list of texts, or a single one.</summary>
    public IReadOnlyList<string> Texts(string? field) => Find(field) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : Text(field) is { } single ? [single] : [];

    /// <summary>As <see cref="Texts"/>, or words with blanks between them, as scopes are written (RFC 6749, section 3.3).</summary>
    public IReadOnlyList<string> Words(string? field) => [.. Texts(field).SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    // "https://example.com/groups" is a name as a whole, "resource_access.gateway.roles" a way through objects.
    private JsonElement? Find(string? field)
    {
        if (field is null)
        {
            return null;
        }

        if (Payload.TryGetProperty(field, out var whole))
        {
            return whole;
        }

        var at = Payload;
        foreach (var name in field.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
