using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Kubernetes;
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

        return builder.Deployed(service => ComposeServices.Gateway(service), resource => GatewayWorkload.Apply(resource, config));
    }

    public static IResourceBuilder<ProjectResource> PublishAsAdminSite(this IResourceBuilder<ProjectResource> builder)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            builder.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production");
        }

        return builder.Deployed(service => ComposeServices.Admin(service), AdminWorkload.Apply);
    }

    public static IResourceBuilder<RedisResource> PublishAsGatewayRedis(this IResourceBuilder<RedisResource> builder) => builder.Deployed(service => ComposeServices.Redis(service), StateWorkload.Redis);

    public static IResourceBuilder<PostgresServerResource> PublishAsGatewayPostgres(this IResourceBuilder<PostgresServerResource> builder) => builder.Deployed(service => ComposeServices.Postgres(service), StateWorkload.Postgres);

    public static IResourceBuilder<VllmResource> PublishAsVllm(this IResourceBuilder<VllmResource> builder)
    {
        var vllm = builder.Resource;
        return builder.Deployed(service => ComposeServices.Vllm(service, vllm), resource => VllmWorkload.Apply(resource, vllm));
    }

    // Either is an error where the environment of the other is what is published to.
    private static IResourceBuilder<T> Deployed<T>(this IResourceBuilder<T> builder, Action<Service> compose, Action<KubernetesResource> kubernetes)
        where T : IComputeResource => PublishTarget.Of(builder.ApplicationBuilder) switch
        {
            PublishTarget.Compose => builder.PublishAsDockerComposeService((_, service) => compose(service)),
            PublishTarget.Kubernetes => builder.PublishAsKubernetesService(kubernetes),
            _ => builder,
        };
}
