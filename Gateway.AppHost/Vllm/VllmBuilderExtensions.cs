using Gateway.AppHost.Publishing;

namespace Gateway.AppHost.Vllm;

/// <summary>Adds and describes vLLM model servers.</summary>
public static class VllmBuilderExtensions
{
    /// <summary>Adds a vLLM server with every GPU of the machine, shared memory, and the weights in a volume that outlives it.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The service name: what <c>api_base</c> in config.yaml says.</param>
    /// <param name="model">The model's id on Hugging Face, e.g. <c>openai/gpt-oss-120b</c>.</param>
    public static IResourceBuilder<VllmResource> AddVllm(this IDistributedApplicationBuilder builder, [ResourceName] string name, string model)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        var vllm = new VllmResource(name, model);
        return builder.AddResource(vllm)
            .WithImage(VllmContainerImage.Image, VllmContainerImage.Tag)
            .WithImageRegistry(VllmContainerImage.Registry)
            .WithHttpEndpoint(targetPort: VllmContainerImage.Port, name: VllmResource.HttpEndpointName)
            .WithVolume(VllmContainerImage.CacheVolume, VllmContainerImage.CachePath)
            .WithContainerRuntimeArgs(context => VllmRuntimeArguments.Add(context.Args, vllm))
            .WithArgs(context => VllmArguments.Of(vllm).ForEach(context.Args.Add))
            .WithHttpHealthCheck("/health", endpointName: VllmResource.HttpEndpointName)
            .WithTracing()
            .PublishAsVllm();
    }

    /// <summary>The model's name in requests.</summary>
    public static IResourceBuilder<VllmResource> WithServedModelName(this IResourceBuilder<VllmResource> builder, string name) =>
        builder.With(vllm => vllm.ServedModelName = name);

    /// <summary>Limits the container to these GPUs, by number or UUID.</summary>
    public static IResourceBuilder<VllmResource> WithGpus(this IResourceBuilder<VllmResource> builder, params string[] devices) =>
        builder.With(vllm => vllm.GpuDevices.AddRange(devices));

    /// <summary>Spreads the model over that many GPUs.</summary>
    public static IResourceBuilder<VllmResource> WithTensorParallelSize(this IResourceBuilder<VllmResource> builder, int gpus) =>
        builder.With(vllm => vllm.TensorParallelSize = gpus);

    /// <summary>Limits the context length, and with it the memory of the KV cache.</summary>
    public static IResourceBuilder<VllmResource> WithMaxModelLength(this IResourceBuilder<VllmResource> builder, int tokens) =>
        builder.With(vllm => vllm.MaxModelLength = tokens);

    /// <summary>The server computes vectors: <c>/v1/embeddings</c> instead of chat.</summary>
    public static IResourceBuilder<VllmResource> ForEmbeddings(this IResourceBuilder<VllmResource> builder) =>
        builder.With(vllm => vllm.IsEmbedding = true);

    /// <summary>Adds arguments of <c>vllm serve</c> as they are.</summary>
    public static IResourceBuilder<VllmResource> WithExtraArguments(this IResourceBuilder<VllmResource> builder, params string[] arguments) =>
        builder.With(vllm => vllm.ExtraArguments.AddRange(arguments));

    /// <summary>The token for gated models.</summary>
    public static IResourceBuilder<VllmResource> WithHuggingFaceToken(this IResourceBuilder<VllmResource> builder, IResourceBuilder<ParameterResource> token) =>
        builder.WithEnvironment("HF_TOKEN", token);

    /// <summary>The token for gated models, for every server.</summary>
    public static void WithHuggingFaceToken(this IEnumerable<IResourceBuilder<VllmResource>> fleet, IResourceBuilder<ParameterResource> token)
    {
        foreach (var server in fleet)
        {
            server.WithHuggingFaceToken(token);
        }
    }

    /// <summary>That many servers under one name. They take turns, so prefer names of their own where the gateway should choose.</summary>
    public static IResourceBuilder<VllmResource> WithReplicas(this IResourceBuilder<VllmResource> builder, int replicas) =>
        builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Sends vLLM's own spans (queueing, prefill, decode) to the dashboard, where there is one.</summary>
    public static IResourceBuilder<VllmResource> WithTracing(this IResourceBuilder<VllmResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.ApplicationBuilder.ExecutionContext.IsRunMode || builder.ApplicationBuilder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is not { Length: > 0 } dashboard)
        {
            return builder;
        }

        // vLLM takes the address as an argument, not from the variable; HostUrl writes it as the container sees it.
        return builder
            .WithOtlpExporter(OtlpProtocol.Grpc)
            .WithEnvironment("OTEL_EXPORTER_OTLP_TRACES_INSECURE", dashboard.StartsWith("http://", StringComparison.Ordinal) ? "true" : "false")
            .WithArgs("--otlp-traces-endpoint", new HostUrl(dashboard));
    }

    private static IResourceBuilder<VllmResource> With(this IResourceBuilder<VllmResource> builder, Action<VllmResource> change)
    {
        ArgumentNullException.ThrowIfNull(builder);
        change(builder.Resource);
        return builder;
    }
}
