using System.Text;
using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.ApiDocs;

/// <summary><c>GET /openapi.json</c>, and a page that shows it and tries it out.</summary>
/// <remarks>A new endpoint is described in <c>openapi.json</c>; a test compares it with <c>/routes</c>.</remarks>
internal static class ApiDocsEndpoints
{
    private static readonly string[] s_assets = ["docs.css", "docs.js", "dom.js", "request.js", "spec.js", "icon.svg"];

    public static void MapApiDocs(this IEndpointRouteBuilder routes)
    {
        var document = EmbeddedFile.Read("docs/openapi.json");
        var described = document with { Bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document.Bytes).Replace("{version}", GatewayVersion.Text, StringComparison.Ordinal)) };
        routes.MapGet("/openapi.json", described.SendAsync).WithDisplayName("This API as an OpenAPI document");

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
