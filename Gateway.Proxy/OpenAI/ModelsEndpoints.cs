using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: the names that a key may use.</summary>
internal static class ModelsEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/v1", ""])
        {
            routes.MapGet(prefix + "/models", KeyedEndpoint.ForAnyKey(List)).WithDisplayName("List models");

            // An id may hold slashes: openai/gpt-oss-120b.
            routes.MapGet(prefix + "/models/{**id}", KeyedEndpoint.ForAnyKey(Get)).WithDisplayName("Get a model");
        }
    }

    private static Task List(HttpContext http, VirtualKey key)
    {
        var cards = Names(Snapshot(http), key).Select(name => new ModelCard(name)).ToList();
        return http.Response.WriteAsJsonAsync(new ModelCardList(cards), ContractsJson.Default.ModelCardList);
    }

    private static Task Get(HttpContext http, VirtualKey key)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        return MayUse(Snapshot(http), key, id)
            ? http.Response.WriteAsJsonAsync(new ModelCard(id), ContractsJson.Default.ModelCard)
            : ErrorJson.WriteAsync(http, GatewayErrors.ModelNotFound(id));
    }

    private static IEnumerable<string> Names(GatewaySnapshot snapshot, VirtualKey key) => snapshot.Groups.Where(group => group.TeamId is null || key.IsMaster).Select(group => group.Name)
        .Concat(ModelAccess.OwnModels(key, snapshot))
        .Concat(snapshot.Config.RouterSettings.ModelGroupAlias.Where(alias => !alias.Value.Hidden).Select(alias => alias.Key))
        .Concat(key.Rules.Aliases?.Keys ?? [])
        .Concat(key.Team?.Settings.ModelAliases?.Keys ?? [])
        .Distinct(StringComparer.Ordinal)
        .Where(name => MayUse(snapshot, key, name));

    private static bool MayUse(GatewaySnapshot snapshot, VirtualKey key, string name)
    {
        name = ModelAccess.ReplaceAlias(key, name, snapshot);
        return snapshot.TryResolve(name, out var model) && ModelAccess.Check(key, name, model.Group, snapshot) is null;
    }

    private static GatewaySnapshot Snapshot(HttpContext http) => http.RequestServices.GetRequiredService<SnapshotStore>().Current;
}
