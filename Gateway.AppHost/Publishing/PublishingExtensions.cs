using Gateway.AppHost.Publishing.Compose;
using Gateway.AppHost.Publishing.Kubernetes;
using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Publishing;

/// <summary>What each resource is when it is deployed: names, probes, limits and who may talk to it.</summary>
internal static class PublishingExtensions
{
    public static IResourceBuilder<ProjectResource> PublishAsGateway(this IResourceBuilder<ProjectResource> builder, string config)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            builder
                .WithArgs("--config", "/app/config/config.yaml", "--data-dir", "/data")
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production")
                .WithEnvironment("LITELLM_LOG", "INFO");
        }

        return builder
            .PublishAsDockerComposeService((_, service) => ComposeServices.Gateway(service))
            .PublishAsKubernetesService(resource => GatewayWorkload.Apply(resource, config));
    }

    public static IResourceBuilder<ProjectResource> PublishAsAdminSite(this IResourceBuilder<ProjectResource> builder)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            builder.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production");
        }

        return builder
            .PublishAsDockerComposeService((_, service) => ComposeServices.Admin(service))
            .PublishAsKubernetesService(AdminWorkload.Apply);
    }

    public static IResourceBuilder<RedisResource> PublishAsGatewayRedis(this IResourceBuilder<RedisResource> builder) => builder
        .PublishAsDockerComposeService((_, service) => ComposeServices.Redis(service))
        .PublishAsKubernetesService(StateWorkload.Redis);

    public static IResourceBuilder<PostgresServerResource> PublishAsGatewayPostgres(this IResourceBuilder<PostgresServerResource> builder) => builder
        .PublishAsDockerComposeService((_, service) => ComposeServices.Postgres(service))
        .PublishAsKubernetesService(StateWorkload.Postgres);

    public static IResourceBuilder<VllmResource> PublishAsVllm(this IResourceBuilder<VllmResource> builder)
    {
        var vllm = builder.Resource;
        return builder
            .PublishAsDockerComposeService((_, service) => ComposeServices.Vllm(service, vllm))
            .PublishAsKubernetesService(resource => VllmWorkload.Apply(resource, vllm));
    }
}
