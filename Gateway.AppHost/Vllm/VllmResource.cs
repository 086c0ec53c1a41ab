namespace Gateway.AppHost.Vllm;

/// <summary>
/// A vLLM model server: a container with GPUs, or, after <c>AsSimulated</c>, a project that behaves like one
/// under the same name. References, waits and health checks hold for both.
/// </summary>
/// <param name="name">The service name, e.g. <c>vllm-gpt-oss-120b</c>: what <c>api_base</c> in config.yaml says.</param>
/// <param name="model">The model's id on Hugging Face, or a path in the container.</param>
public sealed class VllmResource(string name, string model) : ContainerResource(name), IResourceWithServiceDiscovery
{
    internal const string HttpEndpointName = "http";

    public string Model { get; } = model;

    /// <summary>The model's name in requests; the last part of <see cref="Model"/> unless said otherwise.</summary>
    public string ServedModelName { get; set; } = model[(model.LastIndexOf('/') + 1)..];

    /// <summary>The GPUs that the model is spread over.</summary>
    public int TensorParallelSize { get; set; } = 1;

    /// <summary>The context length; null: what the model's own configuration says.</summary>
    public int? MaxModelLength { get; set; }

    /// <summary>The GPUs that the container sees, by number or UUID; empty: every one.</summary>
    public List<string> GpuDevices { get; } = [];

    /// <summary>The server computes vectors instead of text.</summary>
    public bool IsEmbedding { get; set; }

    /// <summary>Arguments of <c>vllm serve</c> that have no property here.</summary>
    public List<string> ExtraArguments { get; } = [];

    /// <summary>Where the OpenAI-compatible API is, without <c>/v1</c>.</summary>
    public EndpointReference Endpoint => new(this, HttpEndpointName);

    /// <inheritdoc/>
    public override ResourceAnnotationCollection Annotations => Simulator?.Annotations ?? base.Annotations;

    /// <summary>What runs in the container's place.</summary>
    internal ProjectResource? Simulator { get; set; }
}
