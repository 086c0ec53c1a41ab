using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.ApiDocs;

/// <summary><c>GET /openapi.json</c>, and a page that shows it and tries it out.</summary>
internal static class ApiDocsEndpoints
{
    private static readonly string[] s_assets = ["docs.css", "docs.js", "dom.js", "request.js", "spec.js", "icon.svg"];

    public static void MapApiDocs(this IEndpointRouteBuilder routes)
    {
        var document = new ApiDocument(routes.ServiceProvider.GetRequiredService<EndpointDataSource>());
        routes.MapGet("/openapi.json", document.SendAsync).WithDisplayName("This API as an OpenAPI document");

        if (routes.ServiceProvider.GetRequiredService<GatewayOptions>().DocsPath is not { } path)
        {
            return;
        }

        routes.MapGet(path, EmbeddedFile.Read("docs/index.html").SendAsync).WithDisplayName("API page");
        foreach (var name in s_assets)
        {
            routes.MapGet("/docs/" + name, EmbeddedFile.Read("docs/" + name).SendAsync).WithDisplayName("API page");
        }
    }
}
