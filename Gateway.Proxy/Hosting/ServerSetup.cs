using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Hosting;

/// <summary>Kestrel and the host's life.</summary>
internal static class ServerSetup
{
    public static void AddServer(this WebApplicationBuilder builder, GatewayOptions options)
    {
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // RequestReading has its own limit (general_settings.max_request_size_mb), which a reload may change.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownDelay + options.DrainTime);
        builder.Services.AddSingleton<ShutdownDelay>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ShutdownDelay>());
    }
}
