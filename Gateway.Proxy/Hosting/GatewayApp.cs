using Gateway.Proxy.AdminSite;
using Gateway.Proxy.Alerts;
using Gateway.Proxy.ApiDocs;
using Gateway.Proxy.Audit;
using Gateway.Proxy.Batches;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Caching;
using Gateway.Proxy.Charts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Dialects;
using Gateway.Proxy.Dialects.Responses;
using Gateway.Proxy.Files;
using Gateway.Proxy.Fleet;
using Gateway.Proxy.Forwarding;
using Gateway.Proxy.Health;
using Gateway.Proxy.JwtAuth;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Langfuse;
using Gateway.Proxy.Limits;
using Gateway.Proxy.Management;
using Gateway.Proxy.Model;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.PassThrough;
using Gateway.Proxy.Pipeline;
using Gateway.Proxy.Pricing;
using Gateway.Proxy.Providers;
using Gateway.Proxy.Realtime;
using Gateway.Proxy.Redis;
using Gateway.Proxy.Replicas;
using Gateway.Proxy.Routing;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;
using Gateway.Proxy.StoredCredentials;
using Gateway.Proxy.StoredModels;
using Gateway.Proxy.Telemetry;
using Gateway.ServiceDefaults;

namespace Gateway.Proxy.Hosting;

/// <summary>The gateway's composition: services by feature, then the endpoints. Tests start the very same one.</summary>
internal static class GatewayApp
{
    /// <param name="setup">What the command line and the config say.</param>
    /// <param name="configure">Lets a test replace services, such as the clock.</param>
    public static WebApplication Build(GatewaySetup setup, Action<WebApplicationBuilder>? configure = null)
    {
        // The host would watch its whole folder for changes of appsettings.json, and wake up for every write to the spend journal below it.
        var builder = WebApplication.CreateSlimBuilder([.. setup.Options.HostArguments, "--hostBuilder:reloadConfigOnChange=false"]);
        builder.AddServer(setup.Options);
        builder.AddLogs(setup);
        builder.AddServiceDefaults("gateway-proxy");

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Random.Shared);
        builder.AddStorage(setup.Config, setup.Options);
        builder.AddRedisLink(setup);
        builder.Services.AddSingleton<ErrorBodies>();
        builder.Services.AddConfig(setup);
        builder.Services.AddPricing(setup.Options);
        builder.Services.AddSingleton(setup);
        builder.Services.AddStoredCredentials();
        builder.Services.AddStoredModels();
        builder.Services.AddModel(setup);
        builder.Services.AddPipeline();
        builder.Services.AddOpenAIWire();
        builder.Services.AddKeys();
        builder.Services.AddJwtAuth();
        builder.Services.AddManagement();
        builder.Services.AddBudgets();
        builder.Services.AddLimits();
        builder.Services.AddResponseCache();
        builder.Services.AddRoutePlanning();
        builder.Services.AddProviders();
        builder.Services.AddDialects();
        builder.Services.AddBatches();
        builder.Services.AddForwarding();
        builder.Services.AddRealtime();
        builder.Services.AddDeploymentHealth();
        builder.Services.AddReplicas();
        builder.Services.AddSpendLogs();
        builder.Services.AddLangfuse();
        builder.Services.AddTelemetry();
        builder.Services.AddFleet();
        builder.Services.AddActivity();
        builder.Services.AddAlerts();
        builder.Services.AddAdminSite();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<ShutdownDelay>().InvokeAsync);
        app.Use(app.Services.GetRequiredService<ErrorBodies>().InvokeAsync);
        app.UseAllowedAddresses();
        app.Use(app.Services.GetRequiredService<JwtAuthentication>().InvokeAsync);
        app.UsePassThrough();
        app.MapInference();
        app.MapResponses();
        app.MapFiles();
        app.MapBatches();
        app.MapRealtime();
        app.MapPassThrough();
        app.MapModels();
        app.MapManagement();
        app.MapDeployments();
        app.MapActivity();
        app.MapModelMetrics();
        app.MapAudit();
        app.MapAlerts();
        app.MapBudgetUse();
        app.MapProviderBudgets();
        app.MapConfig();
        app.MapHealth();
        app.MapDefaultEndpoints();
        app.MapCache();
        app.MapMetrics();
        app.MapSpend();
        app.MapRouteList();
        app.MapApiDocs();
        app.MapAdminSite();
        return app;
    }
}
