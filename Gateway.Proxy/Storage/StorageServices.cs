using Gateway.Proxy.Configuration;

namespace Gateway.Proxy.Storage;

internal static class StorageServices
{
    public static void AddStorage(this WebApplicationBuilder builder, GatewayConfig config, GatewayOptions options)
    {
        var postgres = config.GeneralSettings.DatabaseUrl ?? options.DatabaseUrl ?? builder.Configuration.GetConnectionString("gatewaydb");
        builder.Services.AddSingleton(_ => DatabaseFactory.Create(postgres, options));
        builder.Services.AddSingleton<Migrator>();
    }
}
