using Gateway.Admin.Api;
using Gateway.Admin.Components;
using Gateway.Admin.Exports;
using Gateway.Admin.Formatting;
using Gateway.Admin.SignIn;
using Gateway.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Radzen;

namespace Gateway.Admin.Hosting;

/// <summary>The admin site's composition: services by feature, then the requests' way through it.</summary>
internal static class AdminApp
{
    private const string PathBase = "/ui";

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        // Scripts and styles of packages are found in the build's output too, not only where the site was published.
        builder.WebHost.UseStaticWebAssets();
        builder.AddServiceDefaults("gateway-admin");
        var settings = AdminSettings.From(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSignIn(settings);
        builder.Services.AddGatewayClient(settings);
        builder.Services.AddScoped<Viewer>();

        // Sessions live in this process, so what protects their cookies may as well: nothing has to be kept on a disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddRadzenComponents();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // The gateway stands in front and sets these itself; nobody else reaches the site in a deployment.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        });

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UsePublicAddress(settings.PublicAddress);
        app.UsePathBase(PathBase);
        app.UsePlaceOfSite(PathBase);
        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDefaultEndpoints();
        app.MapSiteHealth();
        app.MapSignIn();
        app.MapExports();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization();
        return app;
    }
}
