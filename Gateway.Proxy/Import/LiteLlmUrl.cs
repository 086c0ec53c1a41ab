using Gateway.Proxy.Storage;
using Npgsql;

namespace Gateway.Proxy.Import;

/// <summary>Reads <c>postgresql://user:password@host:5432/litellm?schema=public</c>.</summary>
internal static class LiteLlmUrl
{
    public static NpgsqlConnectionStringBuilder Parse(string? url)
    {
        if (string.IsNullOrEmpty(url))
        {
            throw new ImportException("--database-url: a value is missing; it looks like postgresql://user:password@host:5432/litellm.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.Host is "" || uri.AbsolutePath.Trim('/') is "")
        {
            // The URL itself may hold a password, so it is not repeated.
            throw new ImportException("--database-url: not a PostgreSQL URL; it looks like postgresql://user:password@host:5432/litellm (special characters of the password as %40).");
        }

        // A COUNT over millions of rows takes longer than the usual half minute.
        var builder = new NpgsqlConnectionStringBuilder(DatabaseFactory.ConnectionString(url)) { CommandTimeout = 0 };
        foreach (var part in uri.Query.TrimStart('?').Split('&'))
        {
            // Prisma's way to say where the tables are.
            if (part.StartsWith("schema=", StringComparison.Ordinal))
            {
                builder.SearchPath = Uri.UnescapeDataString(part["schema=".Length..]);
            }
        }

        return builder;
    }

    public static bool AreSame(NpgsqlConnectionStringBuilder source, string? target)
    {
        if (target is null)
        {
            return false;
        }

        NpgsqlConnectionStringBuilder other;
        try
        {
            other = new NpgsqlConnectionStringBuilder(DatabaseFactory.ConnectionString(target));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new ImportException("The gateway's own database (database_url or DATABASE_URL): not a PostgreSQL URL.");
        }

        return string.Equals(source.Host, other.Host, StringComparison.OrdinalIgnoreCase) && source.Port == other.Port && source.Database == other.Database;
    }
}
