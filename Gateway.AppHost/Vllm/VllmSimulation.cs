namespace Gateway.AppHost.Vllm;

/// <summary>Runs a simulated model server in the container's place.</summary>
public static class VllmSimulation
{
    /// <summary>Replaces the container by a project that speaks vLLM's protocol; name, references and health check stay.</summary>
    /// <typeparam name="TSimulator">The simulator's project.</typeparam>
    public static IResourceBuilder<VllmResource> AsSimulated<TSimulator>(this IResourceBuilder<VllmResource> builder)
        where TSimulator : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var vllm = builder.Resource;
        var application = builder.ApplicationBuilder;
        var isPublished = application.ExecutionContext.IsPublishMode;
        application.Resources.Remove(vllm);
        var simulator = application.AddProject<TSimulator>(vllm.Name, options => options.ExcludeLaunchProfile = true)
            .WithHttpEndpoint(name: VllmResource.HttpEndpointName, targetPort: isPublished ? VllmContainerImage.Port : null, env: "PORT")
            .WithArgs([.. SimulatorArguments.Of(vllm, isPublished)])

            // vLLM's other name for /health, since the check of the container that was has taken the first one.
            .WithHttpHealthCheck("/ping", endpointName: VllmResource.HttpEndpointName);
        vllm.Simulator = simulator.Resource;
        return builder;
    }

    /// <summary>Replaces every container of the fleet.</summary>
    /// <typeparam name="TSimulator">The simulator's project.</typeparam>
    public static void AsSimulated<TSimulator>(this IEnumerable<IResourceBuilder<VllmResource>> fleet)
        where TSimulator : IProjectMetadata, new()
    {
        foreach (var server in fleet)
        {
            server.AsSimulated<TSimulator>();
        }
    }
}
