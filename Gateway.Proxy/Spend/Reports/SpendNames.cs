using System.Data.Common;
using System.Globalization;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Spend.Reports;

/// <summary>What people call keys, users, teams and organizations, for reports that hold their ids.</summary>
internal sealed class SpendNames(Database database, SnapshotStore snapshots)
{
    private const int IdsAtOnce = 500;

    /// <summary>By hash; keys of the config as well.</summary>
    public async Task<Dictionary<string, KeyNames>> KeysAsync(IEnumerable<string> hashes, CancellationToken cancellationToken)
    {
        var wanted = hashes.ToHashSet();
        var keys = await FindAsync("SELECT token, key_alias, key_name, user_id, team_id FROM virtual_keys WHERE token", wanted,
            row => (Id: row.GetString(0), Names: new KeyNames(Text(row, 1), Text(row, 2), Text(row, 3), Text(row, 4))), cancellationToken);
        var names = keys.ToDictionary(key => key.Id, key => key.Names);
        foreach (var key in snapshots.Current.Keys.Values.Where(key => wanted.Contains(key.HashText)))
        {
            names.TryAdd(key.HashText, new KeyNames(key.Alias, null, key.UserId, key.TeamId));
        }

        return names;
    }

    public Task<Dictionary<string, string>> TeamAliasesAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        AliasesAsync("SELECT team_id, team_alias FROM teams WHERE team_alias IS NOT NULL AND team_id", ids, cancellationToken);

    public Task<Dictionary<string, string>> OrganizationAliasesAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        AliasesAsync("SELECT organization_id, organization_alias FROM organizations WHERE organization_alias IS NOT NULL AND organization_id", ids, cancellationToken);

    public async Task<Dictionary<string, (string? Email, string? Alias, double? MaxBudget)>> UsersAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var users = await FindAsync("SELECT user_id, user_email, user_alias, max_budget FROM users WHERE user_id", ids,
            row => (Id: row.GetString(0), Email: Text(row, 1), Alias: Text(row, 2), MaxBudget: row.IsDBNull(3) ? (double?)null : row.GetDouble(3)), cancellationToken);
        return users.ToDictionary(user => user.Id, user => (user.Email, user.Alias, user.MaxBudget));
    }

    private async Task<Dictionary<string, string>> AliasesAsync(string sql, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = await FindAsync(sql, ids, row => (Id: row.GetString(0), Alias: row.GetString(1)), cancellationToken);
        return found.ToDictionary(item => item.Id, item => item.Alias);
    }

    private async Task<List<T>> FindAsync<T>(string sql, IEnumerable<string> ids, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> found = [];
        foreach (var part in ids.Distinct().Chunk(IdsAtOnce))
        {
            var list = string.Join(", ", part.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@id{i}")));
            found.AddRange(await database.QueryAsync($"{sql} IN ({list})", read, p =>
            {
                for (var i = 0; i < part.Length; i++)
                {
                    p.Add(string.Create(CultureInfo.InvariantCulture, $"id{i}"), part[i]);
                }
            }, cancellationToken));
        }

        return found;
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
