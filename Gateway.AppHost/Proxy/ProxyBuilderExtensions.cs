using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Proxy;

/// <summary>What the gateway is given: a port, its config, and the model servers behind the names in it.</summary>
internal static class ProxyBuilderExtensions
{
    public const int ContainerPort = 4000;
    public const int AdminContainerPort = 8080;
    public const string HttpEndpointName = "http";

    /// <summary>The gateway listens on that port here, and always on 4000 in a container.</summary>
    public static IResourceBuilder<ProjectResource> WithGatewayEndpoint(this IResourceBuilder<ProjectResource> builder, int port)
    {
        var isPublished = builder.ApplicationBuilder.ExecutionContext.IsPublishMode;
        return builder
            .WithHttpEndpoint(name: HttpEndpointName, port: port, targetPort: isPublished ? ContainerPort : null)
            .WithExternalHttpEndpoints()
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery)
            .WithHttpHealthCheck("/health/readiness", endpointName: HttpEndpointName);
    }

    /// <summary>Any free port here, always 8080 in a container: people reach the admin site through the gateway's <c>/ui</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithAdminEndpoint(this IResourceBuilder<ProjectResource> builder) => builder
        .WithHttpEndpoint(name: HttpEndpointName, targetPort: builder.ApplicationBuilder.ExecutionContext.IsPublishMode ? AdminContainerPort : null)
        .WithHttpHealthCheck("/ready", endpointName: HttpEndpointName);

    /// <summary>The same file in every way to run; when published it is mounted where the image looks for it.</summary>
    public static IResourceBuilder<ProjectResource> WithGatewayConfig(this IResourceBuilder<ProjectResource> builder, string path) =>
        builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.WithArgs("--config", FromProject(path)) : builder;

    /// <summary>State in a folder, for an application without Redis and PostgreSQL.</summary>
    public static IResourceBuilder<ProjectResource> WithEmbeddedState(this IResourceBuilder<ProjectResource> builder, string folder) =>
        builder.WithArgs("--data-dir", FromProject(folder));

    /// <summary>
    /// Lets the gateway find the servers by the names in config.yaml. It does not wait for GPUs to be loaded: a server that
    /// is not there yet is one that requests go around.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithFleet(this IResourceBuilder<ProjectResource> builder, IEnumerable<IResourceBuilder<VllmResource>> fleet)
    {
        foreach (var server in fleet)
        {
            builder.WithReference(server.Resource.Endpoint);
            if (server.Resource.Simulator is not null && builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            {
                builder.WaitFor(server);
            }
        }

        return builder;
    }

    // A project runs in its own folder, and a short path is what a person can read in the dashboard.
    private static string FromProject(string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(new Projects.Gateway_Proxy().ProjectPath)!, path);
}
