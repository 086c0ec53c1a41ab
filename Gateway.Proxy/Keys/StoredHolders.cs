using System.Data.Common;
using Gateway.Contracts;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Keys;

/// <summary>Takes stored keys, teams, organizations, users, customers and tags over into the <see cref="KeyDirectory"/>: their settings, their windows, what they have spent.</summary>
internal sealed class StoredHolders(KeyDirectory directory, ConfigStore config, GatewayOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_young = TimeSpan.FromMinutes(1);

    private TimeZoneInfo Zone => config.Current.LitellmSettings.Timezone;

    /// <summary>The shared budgets, by id: those that refer to them have their limits.</summary>
    public Dictionary<string, BudgetInfo> Budgets { get; } = new(StringComparer.Ordinal);

    /// <summary>The key's hash; null: what is stored is none.</summary>
    /// <param name="spendSet">Its spend was set on purpose: it holds whatever is known here.</param>
    public async Task<KeyHash?> ApplyAsync(DbConnection connection, KeyInfo row, bool spendSet, CancellationToken cancellationToken)
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
        var budget = row.BudgetId is { } id ? Budgets.GetValueOrDefault(id) : null;
        var key = KeyFactory.Key(row, hash, budget, directory, state, Zone, options.KeyRotationGrace);
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

    public void Apply(OrganizationInfo row, IEnumerable<OrganizationMember> members, bool spendSet)
    {
        var budget = row.BudgetId is { } id ? Budgets.GetValueOrDefault(id) : null;
        var organization = directory.Organization(row.OrganizationId);
        organization.Settings = KeyFactory.Organization(row, budget, members);
        organization.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration ?? budget?.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(organization.Spend, row.Spend, row.BudgetResetAt, spendSet);
    }

    public void Apply(TeamInfo row, IEnumerable<TeamMember> members, bool spendSet)
    {
        var team = directory.Team(row.TeamId);
        team.Settings = KeyFactory.Team(row, directory);
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

    public void Apply(UserInfo row, bool spendSet)
    {
        var user = directory.User(row.UserId);
        user.Settings = KeyFactory.User(row);
        user.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(user.Spend, row.Spend, row.BudgetResetAt, spendSet);
    }

    public void Apply(CustomerInfo row, bool spendSet)
    {
        var budget = row.BudgetId is { } id ? Budgets.GetValueOrDefault(id) : null;
        var customer = directory.Customer(row.UserId);
        customer.Settings = KeyFactory.Customer(row, budget);
        customer.Spend.SetWindow(BudgetPeriod.Parse(budget?.BudgetDuration, Zone), budget?.BudgetResetAt);
        Seed(customer.Spend, row.Spend, budget?.BudgetResetAt, spendSet);
        if (time.GetUtcNow() - row.CreatedAt < s_young)
        {
            // What was asked for in this name before it was known here is in no counter, and stored by and by.
            customer.Spend.Doubt();
        }
    }

    public void Apply(TagInfo row, bool spendSet)
    {
        var tag = directory.Tag(row.Name);
        tag.Settings = KeyFactory.Tag(row);
        tag.Spend.SetWindow(BudgetPeriod.Parse(row.BudgetDuration, Zone), row.BudgetResetAt);
        Seed(tag.Spend, row.Spend, row.BudgetResetAt, spendSet);
    }

    /// <summary>Those that are stored no more.</summary>
    public static void Forget(IEnumerable<Account> accounts, IEnumerable<string> existing)
    {
        var ids = existing.ToHashSet(StringComparer.Ordinal);
        foreach (var account in accounts.Where(account => !ids.Contains(account.Id)))
        {
            account.Settings = AccountSettings.Unknown;
        }
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
