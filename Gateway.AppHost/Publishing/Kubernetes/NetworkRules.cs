namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>Who may open a connection to a pod: nobody but those named.</summary>
internal static class NetworkRules
{
    public static ManifestObject Allow(string name, IDictionary<string, string> to, int port, params string[] from) => new("networking.k8s.io/v1", "NetworkPolicy", name + "-ingress")
    {
        Spec = new()
        {
            ["podSelector"] = new Dictionary<string, object> { ["matchLabels"] = to },
            ["policyTypes"] = new List<object> { "Ingress" },
            ["ingress"] = new List<object>
            {
                new Dictionary<string, object>
                {
                    ["from"] = from.Select(component => (object)Pods(to, component)).ToList(),
                    ["ports"] = new List<object> { new Dictionary<string, object> { ["protocol"] = "TCP", ["port"] = port } },
                },
            },
        },
    };

    // The same chart and release, another component.
    private static Dictionary<string, object> Pods(IDictionary<string, string> labels, string component) => new()
    {
        ["podSelector"] = new Dictionary<string, object>
        {
            ["matchLabels"] = new Dictionary<string, string>(labels) { ["app.kubernetes.io/component"] = component },
        },
    };
}
