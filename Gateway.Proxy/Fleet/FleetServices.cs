namespace Gateway.Proxy.Fleet;

internal static class FleetServices
{
    public static void AddFleet(this IServiceCollection services)
    {
        services.AddSingleton<DrainedDeployments>();
        services.AddHostedService(provider => provider.GetRequiredService<DrainedDeployments>());
    }
}
