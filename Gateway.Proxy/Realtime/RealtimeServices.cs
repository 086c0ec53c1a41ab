namespace Gateway.Proxy.Realtime;

internal static class RealtimeServices
{
    public static void AddRealtime(this IServiceCollection services)
    {
        services.AddSingleton<RealtimeTurns>();
        services.AddSingleton<RealtimeRelay>();
    }
}
