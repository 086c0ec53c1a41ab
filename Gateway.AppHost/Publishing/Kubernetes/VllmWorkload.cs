using System.Globalization;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>A model server in a cluster: GPUs, shared memory, and patience while the weights load.</summary>
internal static class VllmWorkload
{
    private const int EverySeconds = 10;

    public static void Apply(KubernetesResource resource, VllmResource vllm)
    {
        var workload = (Deployment)resource.Workload!;

        // The new pod would wait for the GPUs that the old one holds.
        workload.Spec.Strategy!.RollingUpdate = new() { MaxUnavailable = 1, MaxSurge = 0 };

        // The name in config.yaml, so that the cluster's DNS alone would do.
        resource.Service!.Metadata.Name = vllm.Name;

        var pod = workload.PodTemplate.Spec;
        pod.AutomountServiceAccountToken = false;
        pod.Mount("shm", "/dev/shm", new() { Name = "shm", EmptyDir = new() { Medium = "Memory", SizeLimit = "16Gi" } });

        var container = pod.Containers[0];
        container.Resources ??= new();
        container.Resources.Limits["nvidia.com/gpu"] = vllm.TensorParallelSize.ToString(CultureInfo.InvariantCulture);
        container.StartupProbe = Pods.Get("/health", VllmContainerImage.Port, EverySeconds, failures: (int)VllmContainerImage.LoadTime.TotalSeconds / EverySeconds);
        container.ReadinessProbe = Pods.Get("/health", VllmContainerImage.Port, EverySeconds, failures: 2);
        container.LivenessProbe = Pods.Get("/health", VllmContainerImage.Port, EverySeconds, failures: 6);
        resource.AdditionalResources.Add(NetworkRules.Allow(vllm.Name, workload.Spec.Selector.MatchLabels, VllmContainerImage.Port, from: "proxy"));
    }
}
