using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>Redis and PostgreSQL: ready when they answer, and closed to everything but the gateway.</summary>
internal static class StateWorkload
{
    public const string PostgresUser = "litellm";

    public static void Redis(KubernetesResource resource)
    {
        var container = resource.Workload!.PodTemplate.Spec.Containers[0];
        container.Limit(cpu: "100m", memory: "128Mi", memoryLimit: "1Gi");
        container.ReadinessProbe = Pods.Run("sh", "-c", "redis-cli -a \"$REDIS_PASSWORD\" --no-auth-warning ping | grep -q PONG");
        Close(resource, "redis", 6379);
    }

    public static void Postgres(KubernetesResource resource)
    {
        var container = resource.Workload!.PodTemplate.Spec.Containers[0];
        container.Limit(cpu: "250m", memory: "256Mi", memoryLimit: "2Gi");
        container.ReadinessProbe = Pods.Run("pg_isready", "-U", PostgresUser);
        resource.ConfigMap!.Data["POSTGRES_USER"] = PostgresUser;
        Close(resource, "postgres", 5432);
    }

    private static void Close(KubernetesResource resource, string name, int port)
    {
        var labels = resource.Workload is StatefulSet set ? set.Spec.Selector.MatchLabels : ((Deployment)resource.Workload!).Spec.Selector.MatchLabels;
        resource.AdditionalResources.Add(NetworkRules.Allow(name, labels, port, from: "proxy"));
    }
}
