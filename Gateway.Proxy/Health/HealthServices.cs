namespace Gateway.Proxy.Health;

internal static class HealthServices
{
    public static void AddDeploymentHealth(this IServiceCollection services)
    {
        services.AddSingleton<Cooldowns>();
        services.AddSingleton<DeploymentProbe>();
        services.AddSingleton<EngineStatsScraper>();
        services.AddHostedService(provider => provider.GetRequiredService<EngineStatsScraper>());
        services.AddSingleton<DeploymentMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<DeploymentMonitor>());
    }
}
