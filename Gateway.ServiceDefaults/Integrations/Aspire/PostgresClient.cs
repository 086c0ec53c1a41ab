using Microsoft.Extensions.Hosting;

namespace Gateway.ServiceDefaults.Integrations;

public static class PostgresClient
{
    /// <summary>Registers <c>NpgsqlDataSource</c> with Aspire's health check. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionString">In Npgsql's form: <c>Host=postgres;Username=…</c>.</param>
    public static void AddPostgres(this IHostApplicationBuilder builder, string connectionString) =>
        builder.AddNpgsqlDataSource("gatewaydb", settings =>
        {
            settings.ConnectionString = connectionString;

            // TelemetryExporter listens to Npgsql by name, and only where there is an exporter.
            settings.DisableTracing = true;
            settings.DisableMetrics = true;
        });
}
