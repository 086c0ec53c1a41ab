namespace Gateway.Proxy.Replicas;

internal static class ReplicasServices
{
    public static void AddReplicas(this IServiceCollection services)
    {
        services.AddHostedService<CooldownMessages>();
        services.AddHostedService<DeploymentUseMessages>();
    }
}
