using System.Text.Json.Nodes;

namespace Gateway.Tests.Deploy;

/// <summary>aspire-manifest/kubernetes: what <c>helm install</c> would send is what the cluster takes.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> Servers => ["vllm-gpt-oss-120b-1", "vllm-gpt-oss-120b-2", "vllm-gpt-oss-20b", "vllm-qwen-30b", "vllm-bge-m3"];

    [Fact]
    public void Every_object_satisfies_the_schema_of_the_Kubernetes_API()
    {
        var rendered = Chart.Render();
        Assert.NotEmpty(rendered);
        Assert.All(rendered, item => Assert.Empty(Schemas.CheckKubernetes(item.Manifest).Select(finding => $"{item.File}: {finding}")));
    }

    [Theory]
    [InlineData("scheme", "http")]
    [InlineData("port", true)]
    [InlineData("pth", "/health")]
    public void A_broken_field_of_a_probe_is_found(string field, object value)
    {
        var deployment = Chart.Find("Deployment", "proxy-deployment");
        Container(deployment)["readinessProbe"]!["httpGet"]![field] = value is bool flag ? flag : (string)value;

        Assert.NotEmpty(Schemas.CheckKubernetes(deployment));
    }

    [Fact]
    public void A_missing_field_and_a_name_that_DNS_does_not_take_are_found()
    {
        var nameless = Chart.Find("Deployment", "proxy-deployment");
        nameless["spec"]!.AsObject().Remove("selector");
        var service = Chart.Find("Service", "proxy-service");
        service["metadata"]!["name"] = "proxy_service";

        Assert.NotEmpty(Schemas.CheckKubernetes(nameless));
        Assert.NotEmpty(Schemas.CheckKubernetes(service));
    }

    [Fact]
    public void No_secret_has_a_value_in_the_chart()
    {
        var values = YamlText.Read(File.ReadAllText(Path.Combine(Chart.Folder, "values.yaml")));
        Assert.All(values["secrets"]!.AsObject().SelectMany(component => component.Value!.AsObject()), secret => Assert.Equal("", (string?)secret.Value));
    }

    [Fact]
    public void The_gateway_scales_is_never_wholly_gone_and_drains_before_it_is_killed()
    {
        var deployment = Chart.Find("Deployment", "proxy-deployment");
        var autoscaler = Chart.Find("HorizontalPodAutoscaler", "gateway-autoscaler");
        var budget = Chart.Find("PodDisruptionBudget", "gateway-disruption-budget");

        Assert.Equal("proxy-deployment", (string?)autoscaler["spec"]!["scaleTargetRef"]!["name"]);
        Assert.True((int)autoscaler["spec"]!["minReplicas"]! >= 2);
        Assert.Null(deployment["spec"]!["replicas"]);
        Assert.Equal(0, (int)deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!);
        Assert.True(JsonNode.DeepEquals(deployment["spec"]!["selector"]!["matchLabels"], budget["spec"]!["selector"]!["matchLabels"]));
        Assert.True((int)Pod(deployment)["terminationGracePeriodSeconds"]! > 30);
    }

    [Theory]
    [InlineData("proxy-deployment")]
    [InlineData("admin-deployment")]
    public void The_own_services_run_without_root_on_a_file_system_that_is_read_only(string name)
    {
        var deployment = Chart.Find("Deployment", name);
        Assert.True((bool)Pod(deployment)["securityContext"]!["runAsNonRoot"]!);
        Assert.True((bool)Container(deployment)["securityContext"]!["readOnlyRootFilesystem"]!);
        Assert.False((bool)Container(deployment)["securityContext"]!["allowPrivilegeEscalation"]!);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_model_server_has_a_GPU_shared_memory_a_cache_that_stays_and_the_name_in_the_config(string name)
    {
        var deployment = Chart.Find("Deployment", $"{name}-deployment");
        var claims = Pod(deployment)["volumes"]!.AsArray().Select(volume => (string?)volume!["persistentVolumeClaim"]?["claimName"]).OfType<string>();

        Assert.Equal("1", (string?)Container(deployment)["resources"]!["limits"]!["nvidia.com/gpu"]);
        Assert.Contains(Pod(deployment)["volumes"]!.AsArray(), volume => (string?)volume!["emptyDir"]?["medium"] == "Memory");
        Assert.NotNull(Chart.Find("PersistentVolumeClaim", Assert.Single(claims)));
        Assert.NotNull(Chart.Find("Service", name));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    [InlineData("admin")]
    [InlineData("vllm-qwen-30b")]
    public void Only_the_gateway_may_connect_to_what_stands_behind_it(string component)
    {
        var policy = Chart.Find("NetworkPolicy", $"{component}-ingress");
        var from = Assert.Single(Assert.Single(policy["spec"]!["ingress"]!.AsArray())!["from"]!.AsArray());

        Assert.Equal(component, (string?)policy["spec"]!["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"]);
        Assert.Equal("proxy", (string?)from!["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"]);
    }

    private static JsonNode Pod(JsonNode workload) => workload["spec"]!["template"]!["spec"]!;

    private static JsonNode Container(JsonNode workload) => Pod(workload)["containers"]![0]!;
}
