using Gateway.Proxy.Configuration;
using Gateway.ServiceDefaults.Integrations;
using Npgsql;

namespace Gateway.Proxy.Storage;

internal static class StorageServices
{
    public static void AddStorage(this WebApplicationBuilder builder, GatewayConfig config, GatewayOptions options)
    {
        var postgres = config.GeneralSettings.DatabaseUrl ?? options.DatabaseUrl ?? builder.Configuration.GetConnectionString("gatewaydb");
        if (postgres is not null)
        {
            builder.AddPostgres(DatabaseFactory.ConnectionString(postgres));
        }

        builder.Services.AddSingleton(provider => postgres is null
            ? DatabaseFactory.Create(postgres, options)
            : DatabaseFactory.Of(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddSingleton<DocumentCipher>();
    }
}
