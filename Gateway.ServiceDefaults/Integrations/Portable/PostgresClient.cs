using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Gateway.ServiceDefaults.Integrations;

public static class PostgresClient
{
    /// <summary>Registers <see cref="NpgsqlDataSource"/> with a health check. A server that is away does not throw.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionString">In Npgsql's form: <c>Host=postgres;Username=…</c>.</param>
    public static void AddPostgres(this IHostApplicationBuilder builder, string connectionString)
    {
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "PostgreSql", provider => new PostgresHealthCheck(provider.GetRequiredService<NpgsqlDataSource>()), null, null, TimeSpan.FromSeconds(2)));
    }
}
