using System.Data.Common;
using System.Net.Sockets;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Pipeline;

namespace Gateway.Proxy.Keys;

/// <summary>Puts the key check in front of endpoints outside the inference pipeline; errors have the same shape as inside it.</summary>
internal static class KeyedEndpoint
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Any valid key.</summary>
    public static RequestDelegate ForAnyKey(Func<HttpContext, VirtualKey, Task> handler) => Check(handler, RouteKind.Info);

    /// <summary>Any key that may call models.</summary>
    public static RequestDelegate ForInference(Func<HttpContext, VirtualKey, Task> handler) => Check(handler, RouteKind.Inference);

    /// <summary>The master key, and keys of users with role <c>proxy_admin</c>: 403 for others.</summary>
    public static RequestDelegate ForMasterKey(Func<HttpContext, VirtualKey, Task> handler) => Check(handler, RouteKind.ManagementWrite);

    /// <summary>Keys that may read what they manage, <c>/key/info</c> and the like; what each may see, the handler decides.</summary>
    public static RequestDelegate ForReports(Func<HttpContext, VirtualKey, Task> handler) => Check(handler, RouteKind.ManagementRead);

    private static RequestDelegate Check(Func<HttpContext, VirtualKey, Task> handler, RouteKind kind) => async http =>
    {
        RequestIdStep.Assign(http);
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        var error = snapshot.Authenticate(http, out var key);
        if (error is null && kind == RouteKind.ManagementWrite && !new Caller(key!, snapshot.StoredKeys).IsAdmin)
        {
            error = GatewayErrors.RouteNotAllowed(http.Request.Path);
        }

        error ??= RouteAccess.Check(key!, http.Request.Path, kind, snapshot);
        await (error is null ? HandleAsync(http, key!, handler) : ErrorJson.WriteAsync(http, error));
    };

    private static async Task HandleAsync(HttpContext http, VirtualKey key, Func<HttpContext, VirtualKey, Task> handler)
    {
        try
        {
            await handler(http, key);
        }
        catch (Exception exception) when (exception is DbException or SocketException && !http.Response.HasStarted)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.NoDatabase(s_retryAfter));
        }
    }
}
