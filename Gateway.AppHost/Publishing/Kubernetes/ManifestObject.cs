using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>A Kubernetes object that Aspire has no type for, as plain YAML.</summary>
internal sealed class ManifestObject : BaseKubernetesResource
{
    public ManifestObject(string apiVersion, string kind, string name)
        : base(apiVersion, kind) => Metadata.Name = name;

    [YamlMember(Alias = "spec")]
    public Dictionary<string, object>? Spec { get; init; }

    [YamlMember(Alias = "data")]
    public Dictionary<string, string>? Data { get; init; }
}
