using Gateway.Contracts;

namespace Gateway.Proxy.Hosting;

/// <summary><c>GET /routes</c>: every path that the gateway answers.</summary>
internal static class RouteListEndpoint
{
    public static void MapRouteList(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/routes", (RequestDelegate)List).WithDisplayName("Every route of the gateway");

    private static Task List(HttpContext http)
    {
        var routes = http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Select(endpoint => (Endpoint: endpoint, Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods))
            .Where(route => route.Methods is not null)
            .Select(route => new RouteInfo(route.Endpoint.RoutePattern.RawText ?? "", [.. route.Methods!], route.Endpoint.DisplayName))
            .OrderBy(route => route.Path, StringComparer.Ordinal)
            .ToList();
        return http.Response.WriteAsJsonAsync(routes, ContractsJson.Default.IReadOnlyListRouteInfo);
    }
}
