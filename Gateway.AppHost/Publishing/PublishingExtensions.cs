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

        return Publishers.Gateway(builder, config);
    }

    public static IResourceBuilder<ProjectResource> PublishAsAdminSite(this IResourceBuilder<ProjectResource> builder)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            builder.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production");
        }

        return Publishers.AdminSite(builder);
    }

    public static IResourceBuilder<RedisResource> PublishAsGatewayRedis(this IResourceBuilder<RedisResource> builder) => Publishers.Redis(builder);

    public static IResourceBuilder<PostgresServerResource> PublishAsGatewayPostgres(this IResourceBuilder<PostgresServerResource> builder) => Publishers.Postgres(builder);

    public static IResourceBuilder<VllmResource> PublishAsVllm(this IResourceBuilder<VllmResource> builder) => Publishers.Vllm(builder);
}
