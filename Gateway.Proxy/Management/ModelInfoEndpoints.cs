using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Management;

/// <summary><c>/model/info</c> and <c>/model_group/info</c>: the deployments and groups that a key may use, without credentials.</summary>
internal static class ModelInfoEndpoints
{
    public static void MapModelInfo(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/model/info", "/v1/model/info"])
        {
            routes.MapGet(path, KeyedEndpoint.ForAnyKey(Models)).WithDisplayName("Deployments, without credentials");
        }

        routes.MapGet("/model_group/info", KeyedEndpoint.ForAnyKey(Groups)).WithDisplayName("Model groups");
    }

    private static Task Models(HttpContext http, VirtualKey key)
    {
        var id = http.Request.Query["litellm_model_id"] is [{ Length: > 0 } wanted] ? wanted : null;
        var deployments = Visible(http, key).SelectMany(group => group.Deployments).Where(deployment => id is null || deployment.Id == id);
        return WriteAsync(http, deployments.Select(Show));
    }

    private static Task Groups(HttpContext http, VirtualKey key)
    {
        var name = http.Request.Query["model_group"] is [{ Length: > 0 } wanted] ? wanted : null;
        return WriteAsync(http, Visible(http, key).Where(group => name is null || group.Name == name).Select(Show));
    }

    private static IEnumerable<ModelGroup> Visible(HttpContext http, VirtualKey key)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        return snapshot.Groups.Where(group => ModelAccess.Check(key, group.Name, group, snapshot) is null);
    }

    private static JsonNode Show(Deployment deployment)
    {
        var info = JsonNode.Parse(deployment.ModelInfoJson) as JsonObject ?? [];
        info["id"] = deployment.Id;
        info["db_model"] = false;
        info["mode"] ??= deployment.Mode;
        info["max_input_tokens"] ??= deployment.MaxInputTokens;
        info["input_cost_per_token"] ??= deployment.Price.InputPerToken;
        info["output_cost_per_token"] ??= deployment.Price.OutputPerToken;
        return new JsonObject
        {
            ["model_name"] = deployment.ModelGroup,
            ["litellm_params"] = new JsonObject
            {
                ["model"] = deployment.LitellmModel,
                ["api_base"] = deployment.ApiBase,
                ["rpm"] = deployment.Rpm,
                ["tpm"] = deployment.Tpm,
                ["max_parallel_requests"] = deployment.MaxParallelRequests,
                ["weight"] = deployment.Weight,
                ["order"] = deployment.Order,
                ["timeout"] = deployment.Timeout?.TotalSeconds,
                ["stream_timeout"] = deployment.StreamTimeout?.TotalSeconds,
            },
            ["model_info"] = info,
        };
    }

    private static JsonNode Show(ModelGroup group) => new JsonObject
    {
        ["model_group"] = group.Name,
        ["providers"] = new JsonArray([.. group.Deployments.Select(deployment => deployment.Provider).Distinct().Select(provider => (JsonNode)provider)]),
        ["max_input_tokens"] = group.Deployments.Max(deployment => deployment.MaxInputTokens),
        ["input_cost_per_token"] = group.Deployments.Max(deployment => deployment.Price.InputPerToken),
        ["output_cost_per_token"] = group.Deployments.Max(deployment => deployment.Price.OutputPerToken),
        ["mode"] = group.Deployments.Select(deployment => deployment.Mode).FirstOrDefault(mode => mode is not null),
        ["tpm"] = group.Deployments.Sum(deployment => (long?)deployment.Tpm),
        ["rpm"] = group.Deployments.Sum(deployment => (long?)deployment.Rpm),
        ["is_public_model_group"] = false,
    };

    private static Task WriteAsync(HttpContext http, IEnumerable<JsonNode> items) =>
        http.Response.WriteAsJsonAsync(new JsonObject { ["data"] = new JsonArray([.. items]) }, ContractsJson.Default.JsonObject);
}
