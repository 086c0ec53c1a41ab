using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Kubernetes;
using Gateway.AppHost.Publishing.Compose;
using Gateway.AppHost.Publishing.Kubernetes;
using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Publishing;

/// <summary>Aspire.Hosting.Docker and Aspire.Hosting.Kubernetes, and what each writes for each resource.</summary>
internal static class Publishers
{
    public static void AddCompose(IDistributedApplicationBuilder builder) =>
        builder.AddDockerComposeEnvironment("compose").WithDashboard(false).ConfigureComposeFile(ComposeLayout.Apply);

    public static void AddKubernetes(IDistributedApplicationBuilder builder) => builder.AddKubernetesEnvironment("kubernetes")
        .WithDashboard(false)
        .WithProperties(kubernetes =>
        {
            kubernetes.DefaultStorageType = "pvc";
            kubernetes.DefaultStorageSize = "20Gi";
        })
        .WithHelm(helm => helm
            .WithChartName("gateway")
            .WithChartVersion("0.1.0")
            .WithChartDescription("An OpenAI-compatible gateway in front of vLLM model servers"));

    public static IResourceBuilder<ProjectResource> Gateway(IResourceBuilder<ProjectResource> builder, string config) =>
        Deployed(builder, ComposeServices.Gateway, resource => GatewayWorkload.Apply(resource, config));

    public static IResourceBuilder<ProjectResource> AdminSite(IResourceBuilder<ProjectResource> builder) =>
        Deployed(builder, ComposeServices.Admin, AdminWorkload.Apply);

    public static IResourceBuilder<RedisResource> Redis(IResourceBuilder<RedisResource> builder) =>
        Deployed(builder, ComposeServices.Redis, StateWorkload.Redis);

    public static IResourceBuilder<PostgresServerResource> Postgres(IResourceBuilder<PostgresServerResource> builder) =>
        Deployed(builder, ComposeServices.Postgres, StateWorkload.Postgres);

    public static IResourceBuilder<VllmResource> Vllm(IResourceBuilder<VllmResource> builder)
    {
        var vllm = builder.Resource;
        return Deployed(builder, service => ComposeServices.Vllm(service, vllm), resource => VllmWorkload.Apply(resource, vllm));
    }

    // Either is an error where the environment of the other is what is published to.
    private static IResourceBuilder<T> Deployed<T>(IResourceBuilder<T> builder, Action<Service> compose, Action<KubernetesResource> kubernetes)
        where T : IComputeResource => PublishTarget.Of(builder.ApplicationBuilder) switch
        {
            PublishTarget.Compose => builder.PublishAsDockerComposeService((_, service) => compose(service)),
            PublishTarget.Kubernetes => builder.PublishAsKubernetesService(kubernetes),
            _ => builder,
        };
}
