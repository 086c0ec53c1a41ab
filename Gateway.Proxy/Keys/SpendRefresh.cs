using System.Data.Common;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Keys;

/// <summary>Lets counters that were used lately know what other replicas have written.</summary>
internal static class SpendRefresh
{
    private const int AtOnce = 500;

    public static async Task RunAsync(DbConnection connection, KeyDirectory directory, CancellationToken cancellationToken)
    {
        var keys = directory.Keys.Where(key => key.MaxBudget is not null).Select(key => (key.HashText, key.State.Spend));
        await RefreshAsync(connection, "SELECT token, spend, budget_reset_at FROM virtual_keys WHERE token IN ", keys, cancellationToken);
        await RefreshAsync(connection, "SELECT team_id, spend, budget_reset_at FROM teams WHERE team_id IN ", Spends(directory.Teams), cancellationToken);
        await RefreshAsync(connection, "SELECT organization_id, spend, budget_reset_at FROM organizations WHERE organization_id IN ", Spends(directory.Organizations), cancellationToken);
        await RefreshAsync(connection, "SELECT user_id, spend, budget_reset_at FROM users WHERE user_id IN ", Spends(directory.Users), cancellationToken);
        await RefreshAsync(connection, "SELECT c.user_id, c.spend, b.budget_reset_at FROM customers c LEFT JOIN budgets b ON b.budget_id = c.budget_id WHERE c.user_id IN ", Spends(directory.Customers), cancellationToken);
        await RefreshAsync(connection, "SELECT name, spend, budget_reset_at FROM tags WHERE name IN ", Spends(directory.Tags), cancellationToken);

        static IEnumerable<(string Id, BudgetCounter Spend)> Spends(IEnumerable<Account> accounts) =>
            accounts.Where(account => account.Settings.MaxBudget is not null).Select(account => (account.Id, account.Spend));
    }

    private static async Task RefreshAsync(DbConnection connection, string sql, IEnumerable<(string Id, BudgetCounter Spend)> counters, CancellationToken cancellationToken)
    {
        foreach (var chunk in counters.Where(counter => counter.Spend.TakeUsed()).Chunk(AtOnce))
        {
            var byId = chunk.ToDictionary(counter => counter.Id, counter => counter.Spend, StringComparer.Ordinal);
            var rows = await connection.QueryAsync(
                $"{sql}({string.Join(", ", Enumerable.Range(0, chunk.Length).Select(i => $"@id{i}"))})",
                row => (Id: row.GetString(0), Spend: row.GetDouble(1), ResetAt: new ColumnValue(row, 2).Time),
                p =>
                {
                    for (var i = 0; i < chunk.Length; i++)
                    {
                        p.Add($"id{i}", chunk[i].Id);
                    }
                },
                cancellationToken: cancellationToken);
            foreach (var row in rows)
            {
                byId[row.Id].Raise(row.Spend, row.ResetAt);
            }
        }
    }
}
