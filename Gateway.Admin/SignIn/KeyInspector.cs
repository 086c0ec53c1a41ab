using System.Net;
using System.Text.Json.Nodes;
using Gateway.Admin.Api;

namespace Gateway.Admin.SignIn;

/// <summary>Asks the gateway what a key may do.</summary>
internal sealed class KeyInspector(GatewayHttp gateway)
{
    /// <summary>Null: the gateway does not take this key.</summary>
    public async Task<KeyHolder?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length == 0 || key.Any(character => char.IsControl(character) || character > '~'))
        {
            return null;
        }

        try
        {
            await gateway.GetAsync<JsonNode>(key, "/v1/models", cancellationToken);
            var info = (await gateway.GetAsync<JsonNode>(key, "/key/info", cancellationToken))["info"];
            var name = (string?)info?["key_alias"] ?? (string?)info?["key_name"] ?? "key";
            var holder = (string?)info?["user_id"] is { } user ? await OfUserAsync(key, name, user, cancellationToken) : new KeyHolder(name, SiteRole.Owner);
            return holder.Role is SiteRole.Admin or SiteRole.Viewer ? holder : holder with
            {
                HasTeams = await AnyAsync(key, "/team/list", cancellationToken),
                HasOrganizations = await AnyAsync(key, "/organization/list", cancellationToken),
            };
        }
        catch (GatewayException exception) when (exception.Status == HttpStatusCode.Unauthorized)
        {
            return null;
        }
        catch (GatewayException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            // Of all keys only the master key has no settings of its own to show.
            return new KeyHolder("master key", SiteRole.Admin);
        }
    }

    private async Task<KeyHolder> OfUserAsync(string key, string name, string user, CancellationToken cancellationToken)
    {
        try
        {
            var info = (await gateway.GetAsync<JsonNode>(key, "/user/info?user_id=" + Uri.EscapeDataString(user), cancellationToken))["user_info"];
            var role = (string?)info?["user_role"] switch
            {
                "proxy_admin" => SiteRole.Admin,
                "proxy_admin_viewer" => SiteRole.Viewer,
                "internal_user" => SiteRole.KeyMaker,
                _ => SiteRole.Owner,
            };
            return new KeyHolder((string?)info?["user_email"] ?? user, role) { UserId = user };
        }
        catch (GatewayException exception) when (exception.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // A key may name a user that was never made.
            return new KeyHolder(name, SiteRole.Owner);
        }
    }

    private async Task<bool> AnyAsync(string key, string list, CancellationToken cancellationToken)
    {
        try
        {
            return await gateway.GetAsync<JsonNode>(key, list, cancellationToken) is JsonArray { Count: > 0 };
        }
        catch (GatewayException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            // A key's allowed_routes may leave the list out.
            return false;
        }
    }
}
