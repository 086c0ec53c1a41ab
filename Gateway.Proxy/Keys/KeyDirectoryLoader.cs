using System.Data.Common;
using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Counters;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;
using Gateway.Proxy.StoredModels;
using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Keys;

/// <summary>
/// Fills the <see cref="KeyDirectory"/> and the stored models from the database and follows its changes. There is one path for all of them:
/// a management call here, one on another replica, and whatever may call <see cref="PollAsync"/> as a nudge.
/// </summary>
internal sealed class KeyDirectoryLoader(KeyDirectory directory, Database database, Migrator migrator, ConfigStore config, StoredModelLoader models, StoredSettingLoader settings, SharedCounters shared, TimeProvider time)
{
    private const int SpendsAtOnce = 500;

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Dictionary<string, BudgetInfo> _budgets = new(StringComparer.Ordinal);
    private bool _migrated;
    private long? _last;

    /// <summary>Brings the directory up to date: everything the first time, then what has changed. Throws when the database is away.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await MigrateAsync(cancellationToken);
            await using var connection = await database.OpenAsync(cancellationToken);
            var last = await ChangeStore.LastAsync(connection, cancellationToken);
            if (last != _last)
            {
                var changes = _last is { } seen && last > seen ? await ChangeStore.AfterAsync(connection, seen, cancellationToken) : [];

                // Older changes were deleted, or this is another database: what is missing cannot be known.
                var whole = changes.Count > 0 && changes[0].Sequence == _last + 1;
                await (whole ? ApplyAsync(connection, changes, cancellationToken) : LoadAsync(connection, cancellationToken));
                _last = whole ? changes[^1].Sequence : last;
            }

            directory.IsCurrent = true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            directory.IsCurrent = false;
            throw;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Brings the tables up to date, once; safe to call from everywhere that uses the database.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (!_migrated)
        {
            await migrator.RunAsync(cancellationToken);
            _migrated = true;
        }
    }

    /// <summary>Lets counters that were used lately know what other replicas have written.</summary>
    public async Task RefreshSpendAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var keys = directory.Keys.Where(key => key.MaxBudget is not null).Select(key => (key.HashText, key.State.Spend));
            await RefreshAsync(connection, "SELECT token, spend, budget_reset_at FROM virtual_keys WHERE token IN ", keys, cancellationToken);
            await RefreshAsync(connection, "SELECT team_id, spend, budget_reset_at FROM teams WHERE team_id IN ", Spends(directory.Teams), cancellationToken);
            await RefreshAsync(connection, "SELECT user_id, spend, budget_reset_at FROM users WHERE user_id IN ", Spends(directory.Users), cancellationToken);
            await RefreshAsync(connection, "SELECT user_id, spend, NULL FROM customers WHERE budget_id IS NULL AND user_id IN ", Spends(directory.Customers), cancellationToken);
            await RefreshAsync(connection, "SELECT name, spend, budget_reset_at FROM tags WHERE name IN ", Spends(directory.Tags), cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }

        static IEnumerable<(string Id, BudgetCounter Spend)> Spends(IEnumerable<Account> accounts) =>
            accounts.Where(account => account.Settings.MaxBudget is not null).Select(account => (account.Id, account.Spend));
    }

    private static async Task RefreshAsync(DbConnection connection, string sql, IEnumerable<(string Id, BudgetCounter Spend)> counters, CancellationToken cancellationToken)
    {
        foreach (var chunk in counters.Where(counter => counter.Spend.TakeUsed()).Chunk(SpendsAtOnce))
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

    private TimeZoneInfo Zone => config.Current.LitellmSettings.Timezone;

    private async Task LoadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        _budgets.Clear();
        foreach (var budget in await BudgetStore.Table.ListAsync(connection, "", null, null, cancellationToken))
        {
            _budgets[budget.BudgetId] = budget;
        }

        var first = _last is null;
        var users = await UserStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        users.ForEach(user => Apply(user, first));
        Forget(directory.Users, users.Select(user => user.UserId));
        var members = (await TeamStore.MembersAsync(connection, null, null, cancellationToken)).ToLookup(member => member.TeamId);
        var teams = await TeamStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        teams.ForEach(team => Apply(team, members[team.TeamId], first));
        Forget(directory.Teams, teams.Select(team => team.TeamId));
        var customers = await CustomerStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        customers.ForEach(customer => Apply(customer, first));
        Forget(directory.Customers, customers.Select(customer => customer.UserId));
        var tags = await TagStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        tags.ForEach(tag => Apply(tag, first));
        Forget(directory.Tags, tags.Select(tag => tag.Name));

        var hashes = new HashSet<KeyHash>();
        foreach (var key in await KeyStore.Table.ListAsync(connection, "ORDER BY replaced_by IS NULL", null, null, cancellationToken))
        {
            if (await ApplyAsync(connection, key, first, cancellationToken) is { } hash)
            {
                hashes.Add(hash);
            }
        }

        directory.KeepKeys(hashes);
        await settings.LoadAsync(connection, cancellationToken);
        await models.LoadAsync(connection, cancellationToken);
    }

    private async Task ApplyAsync(DbConnection connection, List<StoredChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            switch (change.Table)
            {
                case "virtual_keys":
                    await ReloadKeyAsync(connection, change, cancellationToken);
                    break;
                case "teams":
                    await ReloadTeamAsync(connection, change, cancellationToken);
                    break;
                case "users":
                    if (await UserStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } user)
                    {
                        Apply(user, change.SpendSet);
                    }
                    else
                    {
                        directory.User(change.Id).Settings = AccountSettings.Unknown;
                    }

                    break;
                case "customers":
                    if (await CustomerStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } customer)
                    {
                        Apply(customer, change.SpendSet);
                    }
                    else
                    {
                        directory.Customer(change.Id).Settings = AccountSettings.Unknown;
                    }

                    break;
                case "tags":
                    if (await TagStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } tag)
                    {
                        Apply(tag, change.SpendSet);
                    }
                    else
                    {
                        directory.Tag(change.Id).Settings = AccountSettings.Unknown;
                    }

                    break;
                case "budgets":
                    await ReloadBudgetAsync(connection, change, cancellationToken);
                    break;
            }

            if (change.SpendSet)
            {
                Share(change);
            }
        }

        if (changes.Exists(change => change.Table == StoredSettingStore.Table))
        {
            await settings.LoadAsync(connection, cancellationToken);
        }

        if (changes.Exists(change => change.Table == StoredModelStore.Table))
        {
            await models.LoadAsync(connection, cancellationToken);
        }
    }

    // The counter that the replicas share would go on from what was spent before.
    private void Share(StoredChange change)
    {
        var (kind, counter) = change.Table switch
        {
            "virtual_keys" => ("key", KeyHash.TryParse(change.Id, out var hash) ? directory.Find(hash)?.State.Spend : null),
            "teams" => ("team", directory.Team(change.Id).Spend),
            "users" => ("user", directory.User(change.Id).Spend),
            "customers" => ("customer", directory.Customer(change.Id).Spend),
            "tags" => ("tag", directory.Tag(change.Id).Spend),
            _ => ("", null),
        };
        if (counter is not null)
        {
            var (spent, _, resetAt) = counter.State(time.GetUtcNow());
            _ = shared.SetAsync(BudgetScope.SharedName(kind, change.Id, null, resetAt), spent, change.Sequence);
        }
    }

    private async Task ReloadKeyAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await KeyStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } key)
        {
            await ApplyAsync(connection, key, change.SpendSet, cancellationToken);
        }
        else if (KeyHash.TryParse(change.Id, out var hash))
        {
            directory.Remove(hash);
        }
    }

    private async Task ReloadTeamAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await TeamStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } team)
        {
            Apply(team, await TeamStore.MembersAsync(connection, change.Id, null, cancellationToken), change.SpendSet);
            return;
        }

        directory.Team(change.Id).Settings = AccountSettings.Unknown;
        foreach (var member in directory.MembersOf(change.Id))
        {
            member.Settings = AccountSettings.Unknown;
        }
    }

    private async Task ReloadBudgetAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await BudgetStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } budget)
        {
            _budgets[change.Id] = budget;
        }
        else
        {
            _budgets.Remove(change.Id);
        }

        foreach (var key in await KeyStore.Table.ListAsync(connection, "WHERE budget_id = @id", p => p.Add("id", change.Id), null, cancellationToken))
        {
            await ApplyAsync(connection, key, spendSet: false, cancellationToken);
        }

        foreach (var customer in await CustomerStore.Table.ListAsync(connection, "WHERE budget_id = @id", p => p.Add("id", change.Id), null, cancellationToken))
        {
            Apply(customer, change.SpendSet);
        }
    }

    private async Task<KeyHash?> ApplyAsync(DbConnection connection, KeyInfo row, bool spendSet, CancellationToken cancellationToken)
    {
        if (!KeyHash.TryParse(row.Token, out var hash))
        {
            return null;
        }

        if (row.ReplacedBy is { } successor)
        {
            if (KeyHash.TryParse(successor, out var next))
            {
                directory.PutReplaced(hash, next, row.Expires ?? DateTimeOffset.MinValue);
            }

            return hash;
        }

        var state = directory.StateFor(hash);
        var budget = row.BudgetId is { } id ? _budgets.GetValueOrDefault(id) : null;
        var key = KeyFactory.Key(row, hash, budget, directory, state, Zone);
        state.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration ?? budget?.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(state.Spend, row.Spend, row.BudgetResetAt, spendSet);
        foreach (var window in key.Rules.Windows.Concat(key.Rules.ModelBudgets?.Values ?? []))
        {
            var (start, end) = window.Period.Aligned(time.GetUtcNow());
            window.Counter.SetWindow(window.Period, end);
            window.Counter.Raise(await SpentAsync(connection, row.Token, window.Model, start, cancellationToken), end);
        }

        directory.Put(key);
        return hash;
    }

    private void Apply(TeamInfo row, IEnumerable<TeamMember> members, bool spendSet)
    {
        var team = directory.Team(row.TeamId);
        team.Settings = KeyFactory.Team(row);
        var period = BudgetPeriod.Parse(row.BudgetDuration, Zone);
        team.Spend.SetWindow(period, row.BudgetResetAt);
        Seed(team.Spend, row.Spend, row.BudgetResetAt, spendSet);
        var current = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            current.Add(member.UserId!);
            var account = directory.Member(row.TeamId, member.UserId!);
            account.Settings = KeyFactory.Member(member);
            account.Spend.SetWindow(period, row.BudgetResetAt);
            Seed(account.Spend, member.Spend, row.BudgetResetAt, spendSet);
        }

        foreach (var gone in directory.MembersOf(row.TeamId).Where(member => !current.Contains(member.Id)))
        {
            gone.Settings = AccountSettings.Unknown;
        }
    }

    private void Apply(UserInfo row, bool spendSet)
    {
        var user = directory.User(row.UserId);
        user.Settings = KeyFactory.User(row);
        user.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(user.Spend, row.Spend, row.BudgetResetAt, spendSet);
    }

    private void Apply(CustomerInfo row, bool spendSet)
    {
        var budget = row.BudgetId is { } id ? _budgets.GetValueOrDefault(id) : null;
        var customer = directory.Customer(row.UserId);
        customer.Settings = KeyFactory.Customer(row, budget);
        customer.Spend.SetWindow(BudgetPeriod.Parse(budget?.BudgetDuration, Zone), budget?.BudgetResetAt);
        Seed(customer.Spend, row.Spend, budget?.BudgetResetAt, spendSet);
    }

    private void Apply(TagInfo row, bool spendSet)
    {
        var tag = directory.Tag(row.Name);
        tag.Settings = KeyFactory.Tag(row);
        tag.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(tag.Spend, row.Spend, row.BudgetResetAt, spendSet);
    }

    // What is stored lags behind what is known here, so it counts only where nothing is known, or where it was set on purpose.
    private void Seed(BudgetCounter counter, double spend, DateTimeOffset? resetAt, bool spendSet)
    {
        if (spendSet)
        {
            counter.Set(spend);
        }
        else if (resetAt is null || resetAt > time.GetUtcNow())
        {
            counter.Raise(spend, resetAt);
        }
    }

    private static void Forget(IEnumerable<Account> accounts, IEnumerable<string> existing)
    {
        var ids = existing.ToHashSet(StringComparer.Ordinal);
        foreach (var account in accounts.Where(account => !ids.Contains(account.Id)))
        {
            account.Settings = AccountSettings.Unknown;
        }
    }

    private static async Task<double> SpentAsync(DbConnection connection, string token, string? model, DateTimeOffset since, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(
            "SELECT COALESCE(SUM(cost), 0) FROM spend_logs WHERE key_hash = @token AND started_at >= @since" + (model is null ? "" : " AND model_group = @model"),
            row => row.GetDouble(0),
            p =>
            {
                p.Add("token", token);
                p.Add("since", since);
                if (model is not null)
                {
                    p.Add("model", model);
                }
            },
            cancellationToken: cancellationToken))[0];
}
