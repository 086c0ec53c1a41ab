namespace Gateway.Proxy.Routing;

internal static class RoutingServices
{
    public static void AddRoutePlanning(this IServiceCollection services)
    {
        services.AddSingleton<RoutingStrategies>();
        services.AddSingleton<RoutePlanner>();
        services.AddSingleton<RoutePlanStep>();
    }
}
