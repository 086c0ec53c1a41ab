using System.Security.Claims;
using System.Text.Json;

namespace Gateway.Admin.SignIn;

/// <summary>
/// Finds roles where an identity provider puts them: in a claim, in one claim each, or deeper, as Keycloak does, by a path with dots:
/// <code>
/// {"realm_access": {"roles": ["proxy_admin", "staff"]}}     realm_access.roles
/// </code>
/// </summary>
internal static class ProviderRoles
{
    /// <param name="user">From the identity token; a claim that is an object holds its JSON.</param>
    /// <param name="claim">A claim's name, or a path.</param>
    public static IEnumerable<string> In(ClaimsPrincipal user, string claim)
    {
        var plain = user.FindAll(claim).Select(found => found.Value);
        return claim.Split('.', 2) is [var first, var rest]
            ? plain.Concat(user.FindAll(first).SelectMany(found => Parse(found.Value) is { } json ? Below(json, rest) : []))
            : plain;
    }

    /// <param name="user">What the userinfo endpoint answered.</param>
    /// <param name="claim">A claim's name, or a path.</param>
    public static IEnumerable<string> In(JsonElement user, string claim) => Below(user, claim);

    // A name may have dots itself: https://example.com/roles.
    private static IEnumerable<string> Below(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (json.TryGetProperty(path, out var found))
        {
            return found.ValueKind switch
            {
                JsonValueKind.String => [found.GetString()!],
                JsonValueKind.Array => found.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
                _ => [],
            };
        }

        return path.Split('.', 2) is [var first, var rest] && json.TryGetProperty(first, out var deeper) ? Below(deeper, rest) : [];
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
