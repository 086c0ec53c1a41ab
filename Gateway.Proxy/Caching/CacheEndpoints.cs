using System.Text.Json;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Redis;

namespace Gateway.Proxy.Caching;

/// <summary><c>/cache/*</c> (litellm-compat sections 4.2 and 11); master key only.</summary>
internal static class CacheEndpoints
{
    public static void MapCache(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cache/ping", KeyedEndpoint.ForMasterKey(Ping)).WithDisplayName("Is the response cache there?");
        routes.MapGet("/cache/redis/info", KeyedEndpoint.ForMasterKey(RedisInfo)).WithDisplayName("What Redis says of itself");
        routes.MapGet("/cache/size", KeyedEndpoint.ForMasterKey(Size)).WithDisplayName("How much is in the response cache");
        routes.MapPost("/cache/delete", KeyedEndpoint.ForMasterKey(Delete)).WithDisplayName("Delete cached answers by key");
        routes.MapPost("/cache/flushall", KeyedEndpoint.ForMasterKey(Flush)).WithDisplayName("Delete every cached answer");
    }

    private static async Task Ping(HttpContext http, VirtualKey key)
    {
        if (Store(http) is not { } store)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.CacheOff());
            return;
        }

        if (await store.PingAsync() is { } problem)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.CacheAway(problem));
            return;
        }

        await http.Response.WriteAsJsonAsync(new CachePing("healthy", store.Type, true), ContractsJson.Default.CachePing);
    }

    private static async Task Size(HttpContext http, VirtualKey key) => await http.Response.WriteAsJsonAsync(
        Store(http) is { } store ? await store.SizeAsync() : new CacheSize("off", 0, 0, true), ContractsJson.Default.CacheSize);

    private static async Task RedisInfo(HttpContext http, VirtualKey key)
    {
        var redis = http.RequestServices.GetRequiredService<RedisLink>();
        if (!redis.IsConfigured)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.CacheAway("no Redis is configured"));
            return;
        }

        var (info, problem) = await redis.AskAsync(connection => connection.GetServer(connection.GetEndPoints()[0]).InfoAsync());
        if (problem is not null)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.CacheAway(problem));
            return;
        }

        var sections = info!.ToDictionary(
            section => section.Key,
            IReadOnlyDictionary<string, string> (section) => section.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            StringComparer.Ordinal);
        await http.Response.WriteAsJsonAsync(new RedisInfo(sections), ContractsJson.Default.RedisInfo);
    }

    private static async Task Delete(HttpContext http, VirtualKey key)
    {
        if (Store(http) is not { } store)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.CacheOff());
            return;
        }

        CacheDeleteRequest? request;
        try
        {
            request = await http.Request.ReadFromJsonAsync(ContractsJson.Default.CacheDeleteRequest);
        }
        catch (JsonException exception)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.BodyNotJson(exception.Message));
            return;
        }

        if (request?.Keys is not { Count: > 0 } keys)
        {
            await ErrorJson.WriteAsync(http, GatewayErrors.MissingField("keys"));
            return;
        }

        await http.Response.WriteAsJsonAsync(new CacheDeleted("success", await store.DeleteAsync(keys)), ContractsJson.Default.CacheDeleted);
    }

    private static async Task Flush(HttpContext http, VirtualKey key)
    {
        if (Store(http) is { } store)
        {
            await store.FlushAsync();
        }

        await http.Response.WriteAsJsonAsync(new CacheDeleted("success", null), ContractsJson.Default.CacheDeleted);
    }

    private static IAnswerStore? Store(HttpContext http)
    {
        var settings = http.RequestServices.GetRequiredService<SnapshotStore>().Current.Config.LitellmSettings;
        return settings.Cache ? http.RequestServices.GetRequiredService<AnswerStores>().For(settings.CacheParams) : null;
    }
}
