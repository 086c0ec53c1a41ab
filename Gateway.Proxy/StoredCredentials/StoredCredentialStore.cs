using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.StoredCredentials;

/// <summary><c>credentials</c>.</summary>
internal sealed class StoredCredentialStore(DocumentCipher cipher)
{
    /// <summary>As changes and the audit log name it.</summary>
    public const string Table = "credentials";

    /// <summary>All; the value is null where it cannot be decrypted.</summary>
    public Task<List<(string Name, StoredCredential? Credential)>> ListAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT credential_name, encrypted FROM credentials ORDER BY credential_name",
        row => (row.GetString(0), Read(row.GetString(0), row.GetString(1))),
        transaction: transaction,
        cancellationToken: cancellationToken);

    public Task PutAsync(DbConnection connection, StoredCredential credential, DateTimeOffset now, string actor, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        """
        INSERT INTO credentials (credential_name, encrypted, created_at, created_by, updated_at, updated_by) VALUES (@name, @encrypted, @now, @actor, @now, @actor)
        ON CONFLICT (credential_name) DO UPDATE SET encrypted = excluded.encrypted, updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """,
        p =>
        {
            p.Add("name", credential.Name);
            p.Add("encrypted", cipher.Encrypt(new JsonObject { ["credential_values"] = credential.Values.DeepClone(), ["credential_info"] = credential.Info.DeepClone() }, BoundTo(credential.Name)));
            p.Add("now", now);
            p.Add("actor", actor);
        },
        transaction,
        cancellationToken);

    public static Task DeleteAsync(DbConnection connection, string name, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("DELETE FROM credentials WHERE credential_name = @name", p => p.Add("name", name), transaction, cancellationToken);

    // A model's id cannot begin like this by chance: the texts of the two tables do not change places.
    private static string BoundTo(string name) => $"credential\n{name}";

    private StoredCredential? Read(string name, string encrypted) =>
        cipher.Decrypt(encrypted, BoundTo(name)) is { } document && document["credential_values"] is JsonObject values && document["credential_info"] is JsonObject info
            ? new(name, values, info)
            : null;
}
