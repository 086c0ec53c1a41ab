using System.Data.Common;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Counters;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;
using Gateway.Proxy.StoredCredentials;
using Gateway.Proxy.StoredModels;
using Gateway.Proxy.StoredSettings;

namespace Gateway.Proxy.Keys;

/// <summary>
/// Fills the <see cref="KeyDirectory"/> and the stored models from the database and follows its changes. There is one path for all of them:
/// a management call here, one on another replica, and whatever may call <see cref="PollAsync"/> as a nudge.
/// </summary>
internal sealed class KeyDirectoryLoader(KeyDirectory directory, StoredHolders holders, Database database, Migrator migrator, StoredModelLoader models, StoredSettingLoader settings, GatewayBudget gatewayBudget, DeploymentBudgets deploymentBudgets, SharedCounters shared, TimeProvider time)
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
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

            // After the stored settings, which may have set it.
            await gatewayBudget.RefreshAsync(connection, again: false, cancellationToken);
            await deploymentBudgets.RefreshAsync(connection, again: false, cancellationToken);
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
            await SpendRefresh.RunAsync(connection, directory, cancellationToken);
            await gatewayBudget.RefreshAsync(connection, again: true, cancellationToken);
            await deploymentBudgets.RefreshAsync(connection, again: true, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task LoadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        holders.Budgets.Clear();
        foreach (var budget in await BudgetStore.Table.ListAsync(connection, "", null, null, cancellationToken))
        {
            holders.Budgets[budget.BudgetId] = budget;
        }

        var first = _last is null;
        var users = await UserStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        users.ForEach(user => holders.Apply(user, first));
        StoredHolders.Forget(directory.Users, users.Select(user => user.UserId));
        var inOrganizations = (await OrganizationStore.MembersAsync(connection, null, null, cancellationToken)).ToLookup(member => member.OrganizationId);
        var organizations = await OrganizationStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        organizations.ForEach(organization => holders.Apply(organization, inOrganizations[organization.OrganizationId], first));
        StoredHolders.Forget(directory.Organizations, organizations.Select(organization => organization.OrganizationId));
        var members = (await TeamStore.MembersAsync(connection, null, null, cancellationToken)).ToLookup(member => member.TeamId);
        var teams = await TeamStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        teams.ForEach(team => holders.Apply(team, members[team.TeamId], first));
        StoredHolders.Forget(directory.Teams, teams.Select(team => team.TeamId));
        var customers = await CustomerStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        customers.ForEach(customer => holders.Apply(customer, first));
        StoredHolders.Forget(directory.Customers, customers.Select(customer => customer.UserId));
        var tags = await TagStore.Table.ListAsync(connection, "", null, null, cancellationToken);
        tags.ForEach(tag => holders.Apply(tag, first));
        StoredHolders.Forget(directory.Tags, tags.Select(tag => tag.Name));

        var hashes = new HashSet<KeyHash>();
        foreach (var key in await KeyStore.Table.ListAsync(connection, "ORDER BY replaced_by IS NULL", null, null, cancellationToken))
        {
            if (await holders.ApplyAsync(connection, key, first, cancellationToken) is { } hash)
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
                case "organizations":
                    await ReloadOrganizationAsync(connection, change, cancellationToken);
                    break;
                case "users":
                    if (await UserStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } user)
                    {
                        holders.Apply(user, change.SpendSet);
                    }
                    else
                    {
                        directory.User(change.Id).Settings = AccountSettings.Unknown;
                    }

                    break;
                case "customers":
                    if (await CustomerStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } customer)
                    {
                        holders.Apply(customer, change.SpendSet);
                    }
                    else
                    {
                        directory.Customer(change.Id).Settings = AccountSettings.Unknown;
                    }

                    break;
                case "tags":
                    if (await TagStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } tag)
                    {
                        holders.Apply(tag, change.SpendSet);
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

        if (changes.Exists(change => change.Table is StoredModelStore.Table or StoredCredentialStore.Table))
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
            "organizations" => ("organization", directory.Organization(change.Id).Spend),
            "users" => ("user", directory.User(change.Id).Spend),
            "customers" => ("customer", directory.Customer(change.Id).Spend),
            "tags" => ("tag", directory.Tag(change.Id).Spend),
            _ => ("", null),
        };
        if (counter is not null)
        {
            var state = counter.State(time.GetUtcNow());
            _ = shared.SetAsync(BudgetScope.SharedName(kind, change.Id, null, state.ResetAt), state.Spend, change.Sequence);
        }
    }

    private async Task ReloadKeyAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await KeyStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } key)
        {
            await holders.ApplyAsync(connection, key, change.SpendSet, cancellationToken);
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
            holders.Apply(team, await TeamStore.MembersAsync(connection, change.Id, null, cancellationToken), change.SpendSet);
            return;
        }

        directory.Team(change.Id).Settings = AccountSettings.Unknown;
        foreach (var member in directory.MembersOf(change.Id))
        {
            member.Settings = AccountSettings.Unknown;
        }
    }

    private async Task ReloadOrganizationAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await OrganizationStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } organization)
        {
            holders.Apply(organization, await OrganizationStore.MembersAsync(connection, change.Id, null, cancellationToken), change.SpendSet);
        }
        else
        {
            directory.Organization(change.Id).Settings = AccountSettings.Unknown;
        }
    }

    private async Task ReloadBudgetAsync(DbConnection connection, StoredChange change, CancellationToken cancellationToken)
    {
        if (await BudgetStore.Table.FindAsync(connection, change.Id, null, cancellationToken) is { } budget)
        {
            holders.Budgets[change.Id] = budget;
        }
        else
        {
            holders.Budgets.Remove(change.Id);
        }

        foreach (var key in await KeyStore.Table.ListAsync(connection, "WHERE budget_id = @id", p => p.Add("id", change.Id), null, cancellationToken))
        {
            await holders.ApplyAsync(connection, key, spendSet: false, cancellationToken);
        }

        foreach (var organization in await OrganizationStore.Table.ListAsync(connection, "WHERE budget_id = @id", p => p.Add("id", change.Id), null, cancellationToken))
        {
            holders.Apply(organization, await OrganizationStore.MembersAsync(connection, organization.OrganizationId, null, cancellationToken), spendSet: false);
        }

        foreach (var customer in await CustomerStore.Table.ListAsync(connection, "WHERE budget_id = @id", p => p.Add("id", change.Id), null, cancellationToken))
        {
            holders.Apply(customer, change.SpendSet);
        }
    }
}
