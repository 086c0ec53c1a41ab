using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Gateway.AppHost.Proxy;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>The admin site: reached through the gateway alone.</summary>
internal static class AdminWorkload
{
    public static void Apply(KubernetesResource resource)
    {
        UseGatewaysSecrets(resource);
        var workload = (Deployment)resource.Workload!;
        var pod = workload.PodTemplate.Spec;
        pod.Harden();

        var container = pod.Containers[0];
        container.Limit(cpu: "100m", memory: "192Mi", memoryLimit: "512Mi");
        container.TakeOperatorsVariables();
        container.ReadinessProbe = Pods.Get("/ready", ProxyBuilderExtensions.AdminContainerPort, everySeconds: 5, failures: 2);
        container.LivenessProbe = Pods.Get("/alive", ProxyBuilderExtensions.AdminContainerPort, everySeconds: 10, failures: 3);
        resource.AdditionalResources.Add(NetworkRules.Allow("admin", workload.Spec.Selector.MatchLabels, ProxyBuilderExtensions.AdminContainerPort, from: "proxy"));
    }

    // The master key and the password are one value each, whoever needs them.
    private static void UseGatewaysSecrets(KubernetesResource resource)
    {
        var secrets = resource.Secret!.StringData;
        foreach (var (name, text) in secrets)
        {
            secrets[name] = text.Replace(".Values.secrets.admin.", ".Values.secrets.proxy.", StringComparison.Ordinal);
        }
    }
}
