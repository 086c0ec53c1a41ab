using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Publishing;

/// <summary>In the place of Aspire.Hosting.Docker and Aspire.Hosting.Kubernetes: the application runs, and its manifest can be written.</summary>
internal static class Publishers
{
    public static void AddCompose(IDistributedApplicationBuilder builder) => throw Missing("Aspire.Hosting.Docker");

    public static void AddKubernetes(IDistributedApplicationBuilder builder) => throw Missing("Aspire.Hosting.Kubernetes");

    public static IResourceBuilder<ProjectResource> Gateway(IResourceBuilder<ProjectResource> builder, string config) => builder;

    public static IResourceBuilder<ProjectResource> AdminSite(IResourceBuilder<ProjectResource> builder) => builder;

    public static IResourceBuilder<RedisResource> Redis(IResourceBuilder<RedisResource> builder) => builder;

    public static IResourceBuilder<PostgresServerResource> Postgres(IResourceBuilder<PostgresServerResource> builder) => builder;

    public static IResourceBuilder<VllmResource> Vllm(IResourceBuilder<VllmResource> builder) => builder;

    private static DistributedApplicationException Missing(string package) => new(
        $"{package} is not in this machine's NuGet source (AspirePublishers=false in local.props), so only --target manifest can be written here. What is in aspire-manifest/ needs no publishing.");
}
