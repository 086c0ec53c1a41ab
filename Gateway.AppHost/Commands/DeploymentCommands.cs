using System.Text.Json.Nodes;
using Gateway.AppHost.Proxy;
using Gateway.AppHost.Vllm;

namespace Gateway.AppHost.Commands;

/// <summary>Takes a model server out of the gateway's choice, and back in, from the server's own menu in the dashboard.</summary>
internal static class DeploymentCommands
{
    public static void WithDeploymentCommands(this IEnumerable<IResourceBuilder<VllmResource>> fleet, IResourceBuilder<ProjectResource> proxy, IResourceBuilder<ParameterResource> masterKey)
    {
        var endpoint = proxy.GetEndpoint(ProxyBuilderExtensions.HttpEndpointName);
        foreach (var server in fleet)
        {
            var name = server.Resource.Name;
            server
                .WithCommand("drain", "Drain", context => SendAsync(endpoint, masterKey.Resource, name, "/deployment/drain", context.CancellationToken), new()
                {
                    Description = "Sends no new requests here; those that run come to their end.",
                    IconName = "PauseCircle",
                    UpdateState = GatewayCommands.WhenRunning,
                })
                .WithCommand("undrain", "Take back into service", context => SendAsync(endpoint, masterKey.Resource, name, "/deployment/undrain", context.CancellationToken), new()
                {
                    Description = "Ends a drain.",
                    IconName = "PlayCircle",
                    UpdateState = GatewayCommands.WhenRunning,
                });
        }
    }

    private static async Task<ExecuteCommandResult> SendAsync(EndpointReference endpoint, ParameterResource masterKey, string server, string path, CancellationToken cancellationToken)
    {
        using var gateway = new GatewayClient(endpoint, masterKey);
        try
        {
            var ids = DeploymentsOf(server, await gateway.GetAsync("/model/info", cancellationToken));
            foreach (var id in ids)
            {
                await gateway.PostAsync(path, new JsonObject { ["id"] = id }, cancellationToken);
            }

            return ids.Count > 0 ? CommandResults.Success() : CommandResults.Failure($"No deployment in config.yaml has an api_base at {server}.");
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure(exception.Message);
        }
    }

    // {"data": [{"litellm_params": {"api_base": "http://vllm-qwen-30b:8000/v1"}, "model_info": {"id": "…"}}]}
    private static List<string> DeploymentsOf(string server, JsonNode? models) =>
    [
        .. from model in models?["data"]?.AsArray() ?? []
           where Uri.TryCreate((string?)model?["litellm_params"]?["api_base"], UriKind.Absolute, out var address) && address.Host == server
           select (string)model!["model_info"]!["id"]!,
    ];
}
