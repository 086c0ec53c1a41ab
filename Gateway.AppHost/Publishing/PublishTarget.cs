using Gateway.AppHost.Publishing.Compose;

namespace Gateway.AppHost.Publishing;

/// <summary>What a publish writes, one thing a run: <c>--target compose</c> (the default), <c>kubernetes</c> or <c>manifest</c>.</summary>
internal static class PublishTarget
{
    public static void AddPublishTarget(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        switch (builder.Configuration["target"] ?? "compose")
        {
            case "compose":
                builder.AddDockerComposeEnvironment("compose").WithDashboard(false).ConfigureComposeFile(ComposeLayout.Apply);
                break;
            case "kubernetes":
                builder.AddKubernetesEnvironment("kubernetes")
                    .WithDashboard(false)
                    .WithProperties(kubernetes =>
                    {
                        kubernetes.DefaultStorageType = "pvc";
                        kubernetes.DefaultStorageSize = "20Gi";
                    })
                    .WithHelm(helm => helm
                        .WithChartName("gateway")
                        .WithChartVersion("0.1.0")
                        .WithChartDescription("An OpenAI-compatible gateway in front of vLLM model servers"));
                break;
            case "manifest":
                break;
            case var other:
                throw new DistributedApplicationException($"--target: found '{other}'; valid is compose, kubernetes or manifest.");
        }
    }
}
