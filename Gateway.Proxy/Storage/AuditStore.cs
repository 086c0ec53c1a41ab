using System.Data.Common;

namespace Gateway.Proxy.Storage;

/// <summary><c>audit_log</c>: who changed what, before and after. Records hold no key, only its hash.</summary>
internal static class AuditStore
{
    public static Task AddAsync(
        DbConnection connection, string actor, string action, string table, string id, string? before, string? after, DateTimeOffset now, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            """
            INSERT INTO audit_log (id, changed_at, changed_by, action, table_name, object_id, before_value, after_value)
            VALUES (@id, @now, @actor, @action, @table, @object, @before, @after)
            """,
            p =>
            {
                p.Add("id", Guid.NewGuid().ToString());
                p.Add("now", now);
                p.Add("actor", actor);
                p.Add("action", action);
                p.Add("table", table);
                p.Add("object", id);
                p.Add("before", before);
                p.Add("after", after);
            },
            transaction,
            cancellationToken);
}
