namespace Gateway.Proxy.Storage;

/// <summary>The two databases. Statements are written once in the SQL that both understand; migrations come in two folders.</summary>
internal enum SqlDialect
{
    PostgreSql,
    Sqlite,
}
