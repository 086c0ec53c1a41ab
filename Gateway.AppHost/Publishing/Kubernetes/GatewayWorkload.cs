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
        container.TakeOperatorsVariables();
        container.StartupProbe = Pods.Get("/health/readiness", ProxyBuilderExtensions.ContainerPort, everySeconds: 2, failures: 60);
        container.ReadinessProbe = Pods.Get("/health/readiness", ProxyBuilderExtensions.ContainerPort, everySeconds: 2, failures: 1);
        container.LivenessProbe = Pods.Get("/health/liveliness", ProxyBuilderExtensions.ContainerPort, everySeconds: 10, failures: 3);

        UseSharedValues(resource);
        var labels = workload.Spec.Selector.MatchLabels;
        resource.AdditionalResources.AddRange(
        [
            new ManifestObject("v1", "ConfigMap", ConfigName) { Data = new() { ["config.yaml"] = File.ReadAllText(config) } },
            GatewayPolicies.Autoscaler(workload.Metadata.Name),
            GatewayPolicies.DisruptionBudget(labels),
        ]);
    }

    // Each password is one value of the chart, whoever needs it; as generated the gateway's are values that nothing declares.
    private static void UseSharedValues(KubernetesResource resource)
    {
        var secrets = resource.Secret!.StringData;
        foreach (var (name, text) in secrets)
        {
            secrets[name] = text
                .Replace(".Values.secrets.proxy.litellm_redis_password", ".Values.secrets.redis.litellm_redis_password", StringComparison.Ordinal)
                .Replace(".Values.secrets.proxy.litellm_postgres_password", ".Values.secrets.postgres.litellm_postgres_password", StringComparison.Ordinal)
                .Replace("{{ .Values.config.proxy.litellm_postgres_user }}", StateWorkload.PostgresUser, StringComparison.Ordinal);
        }

        // The services of model servers are named as in config.yaml.
        var settings = resource.ConfigMap!.Data;
        foreach (var name in settings.Keys.Where(name => name.StartsWith("services__vllm", StringComparison.Ordinal)).ToList())
        {
            settings.Remove(name);
        }
    }
}
