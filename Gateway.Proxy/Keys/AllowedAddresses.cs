using System.Net;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary><c>general_settings.allowed_ips</c>: others get 403 on every path but the health ones, which orchestrators ask.</summary>
internal static class AllowedAddresses
{
    public static void UseAllowedAddresses(this WebApplication app)
    {
        var snapshots = app.Services.GetRequiredService<SnapshotStore>();
        app.Use((http, next) =>
        {
            var settings = snapshots.Current.Config.GeneralSettings;
            return settings.AllowedIps is null || IsAllowed(http, settings) ? next(http) : RefuseAsync(http);
        });
    }

    private static bool IsAllowed(HttpContext http, GeneralSettings settings)
    {
        if (http.Request.Path.StartsWithSegments("/health"))
        {
            return true;
        }

        if (Caller(http, settings.UseXForwardedFor) is not { } caller)
        {
            return false;
        }

        foreach (var network in settings.AllowedIps!)
        {
            if (network.Contains(caller))
            {
                return true;
            }
        }

        return false;
    }

    // X-Forwarded-For: client, proxy1, proxy2
    private static IPAddress? Caller(HttpContext http, bool forwarded)
    {
        var caller = http.Connection.RemoteIpAddress;
        if (forwarded && http.Request.Headers["X-Forwarded-For"] is [{ Length: > 0 } addresses, ..])
        {
            caller = IPAddress.TryParse(addresses.Split(',')[0].Trim(), out var first) ? first : null;
        }

        return caller is { IsIPv4MappedToIPv6: true } ? caller.MapToIPv4() : caller;
    }

    private static Task RefuseAsync(HttpContext http)
    {
        RequestIdStep.Assign(http);
        return ErrorJson.WriteAsync(http, GatewayErrors.AddressNotAllowed());
    }
}
