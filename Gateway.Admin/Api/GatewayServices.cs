using Gateway.Admin.Hosting;

namespace Gateway.Admin.Api;

internal static class GatewayServices
{
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(2);

    public static void AddGatewayClient(this IServiceCollection services, AdminSettings settings)
    {
        services.AddSingleton(_ => new GatewayHttp(
            new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = s_connect,

                // A gateway that moves to another address is found again.
                PooledConnectionLifetime = s_connectionLife,
            })
            {
                BaseAddress = settings.Gateway,

                // Calls bring their own limits: an answer that streams may take its time.
                Timeout = Timeout.InfiniteTimeSpan,
            },
            settings));
        services.AddScoped<GatewayCaller>();
        services.AddScoped<GatewayClient>();
    }
}
