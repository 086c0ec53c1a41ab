using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.StoredSettings;

/// <summary><c>settings</c>.</summary>
internal static class StoredSettingStore
{
    /// <summary>As changes and the audit log name it.</summary>
    public const string Table = "settings";

    public static Task<List<StoredSetting>> ListAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) => connection.QueryAsync(
        "SELECT section, name, value FROM settings ORDER BY section, name",
        row => new StoredSetting(row.GetString(0), row.GetString(1), JsonNode.Parse(row.GetString(2))!),
        transaction: transaction,
        cancellationToken: cancellationToken);

    public static Task PutAsync(DbConnection connection, StoredSetting setting, DateTimeOffset now, string actor, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        """
        INSERT INTO settings (section, name, value, updated_at, updated_by) VALUES (@section, @name, @value, @now, @actor)
        ON CONFLICT (section, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """,
        p =>
        {
            p.Add("section", setting.Section);
            p.Add("name", setting.Name);
            p.Add("value", setting.Value.ToJsonString());
            p.Add("now", now);
            p.Add("actor", actor);
        },
        transaction,
        cancellationToken);

    public static Task DeleteAsync(DbConnection connection, StoredSetting setting, DbTransaction transaction, CancellationToken cancellationToken) => connection.ExecuteAsync(
        "DELETE FROM settings WHERE section = @section AND name = @name",
        p =>
        {
            p.Add("section", setting.Section);
            p.Add("name", setting.Name);
        },
        transaction,
        cancellationToken);
}
