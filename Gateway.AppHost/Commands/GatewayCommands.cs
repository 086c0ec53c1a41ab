using Gateway.AppHost.Proxy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.AppHost.Commands;

/// <summary>What a person wants of the running gateway, in the dashboard's menu of it.</summary>
internal static class GatewayCommands
{
    public static IResourceBuilder<ProjectResource> WithGatewayCommands(this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ParameterResource> masterKey, string config)
    {
        var endpoint = builder.GetEndpoint(ProxyBuilderExtensions.HttpEndpointName);
        return builder
            .WithCommand("flush-cache", "Flush response cache", context => FlushAsync(endpoint, masterKey.Resource, context.CancellationToken), new()
            {
                Description = "Forgets every cached answer. Budgets and keys stay.",
                ConfirmationMessage = "Forget every cached answer?",
                IconName = "Delete",
                UpdateState = WhenRunning,
            })
            .WithCommand("validate-config", "Validate config.yaml", context => ConfigCheck.RunAsync(config, context.CancellationToken), new()
            {
                Description = "Reads config.yaml as the gateway would, and shows what is wrong with it.",
                IconName = "CheckmarkCircle",
            });
    }

    private static async Task<ExecuteCommandResult> FlushAsync(EndpointReference endpoint, ParameterResource masterKey, CancellationToken cancellationToken)
    {
        using var gateway = new GatewayClient(endpoint, masterKey);
        try
        {
            await gateway.PostAsync("/cache/flushall", null, cancellationToken);
            return CommandResults.Success();
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure(exception.Message);
        }
    }

    internal static ResourceCommandState WhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
