using Gateway.Proxy.Configuration;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gateway.Proxy.Storage;

/// <summary>Chooses the database: <c>general_settings.database_url</c>, <c>DATABASE_URL</c> or Aspire's <c>ConnectionStrings__gatewaydb</c>, else SQLite.</summary>
internal static class DatabaseFactory
{
    private const string FileName = "gateway.db";

    public static Database Create(GatewayConfig config, GatewayOptions options) => Create(
        config.GeneralSettings.DatabaseUrl ?? options.DatabaseUrl ?? Environment.GetEnvironmentVariable("ConnectionStrings__gatewaydb"), options);

    public static Database Create(string? postgres, GatewayOptions options)
    {
        if (postgres is not null)
        {
            return Of(NpgsqlDataSource.Create(ConnectionString(postgres)));
        }

        Directory.CreateDirectory(options.DataDirectory);
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.DataDirectory, FileName),
            ForeignKeys = true,

            // Seconds that a write waits for another one before it gives up.
            DefaultTimeout = 30,
        };
        return new Database(SqliteFactory.Instance.CreateDataSource(connection.ToString()), SqlDialect.Sqlite);
    }

    /// <summary>PostgreSQL, by connections that the host has set up.</summary>
    public static Database Of(NpgsqlDataSource source) =>
        new(source, SqlDialect.PostgreSql, holdsSessions: !new NpgsqlConnectionStringBuilder(source.ConnectionString).NoResetOnClose);

    /// <summary>
    /// What Npgsql takes, from what LiteLLM's users write:
    /// <c>postgresql://litellm:secret@postgres:5432/litellm?sslmode=require&amp;connection_limit=10</c>, or a connection string as it is.
    /// </summary>
    public static string ConnectionString(string url)
    {
        if (!url.StartsWith("postgres://", StringComparison.Ordinal) && !url.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return url;
        }

        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };

        // Prisma's own parameters (schema, connection_limit, pool_timeout, …) have no meaning here but for these.
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)))
        {
            switch (pair)
            {
                case ["sslmode", var mode] when Enum.TryParse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var sslMode):
                    builder.SslMode = sslMode;
                    break;
                case ["pgbouncer", "true"]:
                    // What was done to a session is for the pooler to undo: the next one to ask may get another.
                    builder.NoResetOnClose = true;
                    break;
                case ["connection_limit", var limit] when int.TryParse(limit, out var connections):
                    builder.MaxPoolSize = connections;
                    break;
            }
        }

        return builder.ToString();
    }
}
