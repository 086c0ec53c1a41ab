using System.Data.Common;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.StoredModels;

/// <summary><c>models</c>.</summary>
internal static class StoredModelStore
{
    /// <summary>As changes and the audit log name it.</summary>
    public const string Table = "models";

    private const string Select = "SELECT model_id, model_name, encrypted, created_at, created_by, updated_at, updated_by FROM models";

    /// <summary>All, in the order in which they were added.</summary>
    public static Task<List<StoredModelRow>> ListAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        connection.QueryAsync($"{Select} ORDER BY created_at, model_id", Read, transaction: transaction, cancellationToken: cancellationToken);

    public static async Task<StoredModelRow?> FindAsync(DbConnection connection, string id, DbTransaction transaction, CancellationToken cancellationToken) =>
        (await connection.QueryAsync($"{Select} WHERE model_id = @id", Read, p => p.Add("id", id), transaction, cancellationToken)).FirstOrDefault();

    public static Task InsertAsync(DbConnection connection, StoredModelRow row, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        """
        INSERT INTO models (model_id, model_name, encrypted, created_at, created_by, updated_at, updated_by)
        VALUES (@id, @name, @encrypted, @createdAt, @createdBy, @updatedAt, @updatedBy)
        """,
        p =>
        {
            Changing(p, row);
            p.Add("createdAt", row.CreatedAt);
            p.Add("createdBy", row.CreatedBy);
        },
        transaction,
        cancellationToken);

    public static Task UpdateAsync(DbConnection connection, StoredModelRow row, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "UPDATE models SET model_name = @name, encrypted = @encrypted, updated_at = @updatedAt, updated_by = @updatedBy WHERE model_id = @id",
        p => Changing(p, row),
        transaction,
        cancellationToken);

    public static Task DeleteAsync(DbConnection connection, string id, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM models WHERE model_id = @id", p => p.Add("id", id), transaction, cancellationToken);

    private static void Changing(SqlParameters p, StoredModelRow row)
    {
        p.Add("id", row.Id);
        p.Add("name", row.Name);
        p.Add("encrypted", row.Encrypted);
        p.Add("updatedAt", row.UpdatedAt);
        p.Add("updatedBy", row.UpdatedBy);
    }

    private static StoredModelRow Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2),
        row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6));
}
