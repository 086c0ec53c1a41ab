using Gateway.Proxy.ApiDocs;

namespace Gateway.Proxy.AdminSite;

/// <summary><c>/ui</c> while there is no admin site to pass it on to: a page that says so.</summary>
internal static class AdminSiteEndpoints
{
    public static void MapAdminSite(this IEndpointRouteBuilder routes)
    {
        var page = EmbeddedFile.Read("admin/not-running.html");
        foreach (var path in (string[])["/ui", "/ui/{**page}"])
        {
            routes.MapGet(path, http => NotRunning(http, page)).WithDisplayName("Admin site");
        }
    }

    private static Task NotRunning(HttpContext http, EmbeddedFile page)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return page.SendAsync(http, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    }
}
