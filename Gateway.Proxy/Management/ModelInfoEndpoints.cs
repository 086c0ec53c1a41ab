using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.StoredModels;

namespace Gateway.Proxy.Management;

/// <summary><c>/model/info</c> and <c>/model_group/info</c>: the deployments and groups that a key may use, without credentials.</summary>
internal static class ModelInfoEndpoints
{
    private const int PageSize = 50;
    private const int LargestPage = 1_000;

    public static void MapModelInfo(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/model/info", "/v1/model/info"])
        {
            routes.MapGet(path, KeyedEndpoint.ForAnyKey(Models)).WithDisplayName("Deployments, without credentials");
        }

        routes.MapGet("/v2/model/info", KeyedEndpoint.ForAnyKey(ModelsByPage)).WithDisplayName("Deployments by page, without credentials");
        routes.MapGet("/model_group/info", KeyedEndpoint.ForAnyKey(Groups)).WithDisplayName("Model groups");
    }

    private static Task Models(HttpContext http, VirtualKey key)
    {
        var id = Query(http, "litellm_model_id");
        return WriteAsync(http, Deployments(http, key).Where(deployment => id is null || deployment.Id == id).Select(Show));
    }

    private static Task ModelsByPage(HttpContext http, VirtualKey key)
    {
        var id = Query(http, "modelId");
        var name = Query(http, "model");
        var search = Query(http, "search");
        var found = Deployments(http, key)
            .Where(deployment => (id is null || deployment.Id == id) && (name is null || deployment.ModelGroup == name)
                && (search is null || deployment.ModelGroup.Contains(search, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        var size = Math.Min(Number(http, "size") ?? PageSize, LargestPage);
        var page = Number(http, "page") ?? 1;
        var shown = found.Skip((int)Math.Min((long)(page - 1) * size, int.MaxValue)).Take(size).Select(Show);
        return http.Response.WriteAsJsonAsync(
            new JsonObject
            {
                ["data"] = new JsonArray([.. shown]),
                ["total_count"] = found.Count,
                ["current_page"] = page,
                ["total_pages"] = (found.Count + size - 1) / size,
                ["size"] = size,
            },
            ContractsJson.Default.JsonObject);
    }

    private static Task Groups(HttpContext http, VirtualKey key)
    {
        var name = http.Request.Query["model_group"] is [{ Length: > 0 } wanted] ? wanted : null;
        return WriteAsync(http, Visible(http, key).Where(group => name is null || group.Name == name).Select(Show));
    }

    private static string? Query(HttpContext http, string name) => http.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private static int? Number(HttpContext http, string name) =>
        int.TryParse(Query(http, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;

    private static IEnumerable<Deployment> Deployments(HttpContext http, VirtualKey key) => Visible(http, key).SelectMany(group => group.Deployments);

    private static IEnumerable<ModelGroup> Visible(HttpContext http, VirtualKey key)
    {
        var snapshot = http.RequestServices.GetRequiredService<SnapshotStore>().Current;
        return snapshot.Groups.Where(group => ModelAccess.Check(key, group.Name, group, snapshot) is null);
    }

    private static JsonNode Show(Deployment deployment)
    {
        var info = JsonNode.Parse(deployment.ModelInfoJson) is JsonObject all ? StoredModelJson.WithoutSecrets(all) : [];
        info["id"] = deployment.Id;
        info["db_model"] = deployment.IsStored;
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
