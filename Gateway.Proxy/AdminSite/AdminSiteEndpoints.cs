using Gateway.Proxy.ApiDocs;

namespace Gateway.Proxy.AdminSite;

/// <summary><c>/ui</c>: passed on to the admin site; where there is none, a page that says so.</summary>
internal static class AdminSiteEndpoints
{
    private static readonly string[] s_paths = ["/ui", "/ui/{**page}"];

    public static void AddAdminSite(this IServiceCollection services) => services.AddSingleton<AdminSiteForwarder>();

    public static void MapAdminSite(this IEndpointRouteBuilder routes)
    {
        var forwarder = routes.ServiceProvider.GetRequiredService<AdminSiteForwarder>();
        var page = EmbeddedFile.Read("admin/not-running.html");
        foreach (var path in s_paths)
        {
            var endpoint = forwarder.HasSite ? routes.Map(path, http => ForwardAsync(http, forwarder, page)) : routes.MapGet(path, http => NotRunning(http, page));
            endpoint.WithDisplayName("Admin site");
        }
    }

    private static async Task ForwardAsync(HttpContext http, AdminSiteForwarder forwarder, EmbeddedFile page)
    {
        if (!await forwarder.TryForwardAsync(http) && !http.Response.HasStarted)
        {
            await NotRunning(http, page);
        }
    }

    private static Task NotRunning(HttpContext http, EmbeddedFile page)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return page.SendAsync(http, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    }
}
