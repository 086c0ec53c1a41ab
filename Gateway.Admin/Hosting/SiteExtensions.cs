namespace Gateway.Admin.Hosting;

/// <summary>What holds for every request to the site.</summary>
internal static class SiteExtensions
{
    private const string Health = "/health";

    // What orchestrators ask for: at the root, and without signing in.
    private static readonly PathString[] s_probes = [Health, "/alive", "/ready"];

    // Styles: the component library sets sizes and positions in style attributes. Images: those that the playground sends. Some browsers
    // take a WebSocket of the same site for another origin.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>All of the site is below one path, behind the gateway and when run alone; what is asked for elsewhere is sent there.</summary>
    public static void UsePlaceOfSite(this IApplicationBuilder app, string pathBase) => app.Use((http, next) =>
    {
        if (http.Request.PathBase.HasValue || Array.Exists(s_probes, probe => http.Request.Path.StartsWithSegments(probe)))
        {
            return next(http);
        }

        http.Response.Redirect(pathBase + (http.Request.Path.Value is "/" ? "" : http.Request.Path) + http.Request.QueryString);
        return Task.CompletedTask;
    });

    /// <summary>Addresses that are made, and cookies, are for what browsers ask, not for what reached this process.</summary>
    public static void UsePublicAddress(this IApplicationBuilder app, Uri? address)
    {
        if (address is not null)
        {
            app.Use((http, next) =>
            {
                http.Request.Scheme = address.Scheme;
                http.Request.Host = new HostString(address.Authority);
                return next(http);
            });
        }
    }

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        return next(http);
    });

    public static void MapSiteHealth(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])[Health, Health + "/liveness", Health + "/readiness"])
        {
            routes.MapGet(path, () => Results.Text("healthy")).AllowAnonymous();
        }
    }
}
