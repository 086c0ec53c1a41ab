using System.Data.Common;
using Gateway.Contracts;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Import;

/// <summary>The gateway's database: a page of rows in one transaction; what is there stays as it is.</summary>
internal sealed class ImportTarget(Database database)
{
    /// <summary>Gives the number of rows that were new.</summary>
    public Task<int> AddAsync<T>(Table<T> table, IReadOnlyList<T> rows, CancellationToken cancellationToken) where T : class, new() =>
        InTransactionAsync(async (connection, transaction) =>
        {
            var added = 0;
            foreach (var row in rows)
            {
                added += await table.InsertMissingAsync(connection, row, transaction, cancellationToken) ? 1 : 0;
            }

            return added;
        }, cancellationToken);

    /// <summary>Gives how many were new, and how many of these got another alias: LiteLLM's database allows the same one twice.</summary>
    public Task<(int Added, int Renamed)> AddKeysAsync(IReadOnlyList<KeyInfo> keys, CancellationToken cancellationToken) =>
        InTransactionAsync(async (connection, transaction) =>
        {
            var (added, renamed) = (0, 0);
            foreach (var key in keys)
            {
                if (await KeyStore.Table.InsertMissingAsync(connection, key, transaction, cancellationToken))
                {
                    added++;
                }
                else if (key.KeyAlias is not null && await KeyStore.Table.FindAsync(connection, key.Token, transaction, cancellationToken) is null)
                {
                    await KeyStore.Table.InsertAsync(connection, key with { KeyAlias = $"{key.KeyAlias}-{key.Token[..8]}" }, transaction, cancellationToken);
                    added++;
                    renamed++;
                }
            }

            return (added, renamed);
        }, cancellationToken);

    public Task<int> AddMembersAsync(IReadOnlyList<TeamMember> members, CancellationToken cancellationToken) => InTransactionAsync(async (connection, transaction) =>
    {
        var added = 0;
        foreach (var member in members)
        {
            added += await connection.ExecuteAsync(
                """
                INSERT INTO team_members (team_id, user_id, role, max_budget, tpm_limit, rpm_limit, spend)
                VALUES (@team, @user, @role, @budget, @tpm, @rpm, @spend)
                ON CONFLICT DO NOTHING
                """,
                p =>
                {
                    p.Add("team", member.TeamId);
                    p.Add("user", member.UserId);
                    p.Add("role", member.Role);
                    p.Add("budget", member.MaxBudgetInTeam);
                    p.Add("tpm", member.TpmLimit);
                    p.Add("rpm", member.RpmLimit);
                    p.Add("spend", member.Spend);
                },
                transaction,
                cancellationToken);
        }

        return added;
    }, cancellationToken);

    public Task<int> AddMembersAsync(IReadOnlyList<OrganizationMember> members, CancellationToken cancellationToken) => InTransactionAsync(async (connection, transaction) =>
    {
        var added = 0;
        foreach (var member in members)
        {
            added += await connection.ExecuteAsync(
                "INSERT INTO organization_members (organization_id, user_id, role) VALUES (@organization, @user, @role) ON CONFLICT DO NOTHING",
                p =>
                {
                    p.Add("organization", member.OrganizationId);
                    p.Add("user", member.UserId);
                    p.Add("role", member.UserRole);
                },
                transaction,
                cancellationToken);
        }

        return added;
    }, cancellationToken);

    private Task<T> InTransactionAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        database.InTransactionAsync(async (connection, transaction) =>
        {
            // A gap in the numbers of the changes: gateways that are running read everything anew.
            await connection.ExecuteAsync("UPDATE change_counter SET value = value + 1", transaction: transaction, cancellationToken: cancellationToken);
            return await work(connection, transaction);
        }, cancellationToken);
}
