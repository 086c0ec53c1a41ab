using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;

namespace Gateway.Proxy.Management;

/// <summary>
/// <c>POST /key/rotate</c>: a key with <c>auto_rotate</c> takes its own successor; the old one goes on through the grace. Every such key
/// may, whatever its type, routes and owner:
/// <code>
/// {"grace_period": "1h"}
/// </code>
/// </summary>
internal static class KeyRotateEndpoint
{
    public static void MapKeyRotate(this IEndpointRouteBuilder routes) => routes.MapManagementPost("/key/rotate", ManagementAccess.Itself, "Take the successor of the calling key", RotateAsync);

    private static async Task<JsonNode> RotateAsync(ManagementCall call)
    {
        var current = call.Caller.Key;
        if (current.RotationDue is null)
        {
            throw new ManagementException(GatewayErrors.NoRotation());
        }

        // An old key that is still in its grace acts as its successor, but must not learn it: that is what it was replaced for.
        if (KeyReader.Read(call.Http.Request.Headers, call.Snapshot.Config.GeneralSettings.LitellmKeyHeaderName, out var sent) is not null || !KeyHash.Of(sent).Equals(current.Hash))
        {
            throw new ManagementException(GatewayErrors.RotatedAlready());
        }

        var options = call.Http.RequestServices.GetRequiredService<GatewayOptions>();
        var grace = KeyEndpoints.Grace(call, options.KeyRotationGrace);
        if (grace > options.KeyRotationGrace)
        {
            throw ManagementException.Invalid("grace_period", "is longer than the gateway's (LITELLM_KEY_ROTATION_GRACE_PERIOD).");
        }

        return KeyEndpoints.Generated(await call.ChangeAsync(async transaction =>
        {
            var before = await KeyEndpoints.FindAsync(transaction, current.HashText);
            return await KeyEndpoints.ReplaceAsync(call, transaction, before, KeyToken.New(), grace, []);
        }));
    }
}
