namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>How many gateways there are, and how many there are at least.</summary>
internal static class GatewayPolicies
{
    public static ManifestObject Autoscaler(string deployment) => new("autoscaling/v2", "HorizontalPodAutoscaler", "gateway-autoscaler")
    {
        Spec = new()
        {
            ["scaleTargetRef"] = new Dictionary<string, object> { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment },
            ["minReplicas"] = 2,
            ["maxReplicas"] = 10,
            ["metrics"] = new List<object>
            {
                new Dictionary<string, object>
                {
                    ["type"] = "Resource",
                    ["resource"] = new Dictionary<string, object>
                    {
                        ["name"] = "cpu",
                        ["target"] = new Dictionary<string, object> { ["type"] = "Utilization", ["averageUtilization"] = 70 },
                    },
                },
            },
        },
    };

    public static ManifestObject DisruptionBudget(IDictionary<string, string> labels) => new("policy/v1", "PodDisruptionBudget", "gateway-disruption-budget")
    {
        Spec = new()
        {
            ["minAvailable"] = 1,
            ["selector"] = new Dictionary<string, object> { ["matchLabels"] = labels },
        },
    };
}
