using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Gateway.AppHost.Proxy;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>The gateway in a cluster: two replicas and more, none of them missed while another one takes over.</summary>
internal static class GatewayWorkload
{
    private const string ConfigName = "gateway-config";
    private const int DrainSeconds = 30;

    public static void Apply(KubernetesResource resource, string config)
    {
        var workload = (Deployment)resource.Workload!;
        workload.Spec.Strategy!.RollingUpdate = new() { MaxUnavailable = 0, MaxSurge = 1 };

        // The autoscaler says how many; a number here would undo it at every upgrade.
        workload.Spec.Replicas = null;

        var pod = workload.PodTemplate.Spec;
        pod.Harden();
        pod.TerminationGracePeriodSeconds = DrainSeconds + 15;
        pod.Mount("config", "/app/config", new() { Name = "config", ConfigMap = new() { Name = ConfigName } });
        pod.Mount("data", "/data", new() { Name = "data", EmptyDir = new() });

        var container = pod.Containers[0];
        container.Limit(cpu: "500m", memory: "256Mi", memoryLimit: "1Gi");
        container.StartupProbe = Pods.Get("/health/readiness", ProxyBuilderExtensions.ContainerPort, everySeconds: 2, failures: 60);
        container.ReadinessProbe = Pods.Get("/health/readiness", ProxyBuilderExtensions.ContainerPort, everySeconds: 2, failures: 1);
        container.LivenessProbe = Pods.Get("/health/liveliness", ProxyBuilderExtensions.ContainerPort, everySeconds: 10, failures: 3);

        var labels = workload.Spec.Selector.MatchLabels;
        resource.AdditionalResources.AddRange(
        [
            new ManifestObject("v1", "ConfigMap", ConfigName) { Data = new() { ["config.yaml"] = File.ReadAllText(config) } },
            GatewayPolicies.Autoscaler(workload.Metadata.Name),
            GatewayPolicies.DisruptionBudget(labels),
        ]);
    }
}
