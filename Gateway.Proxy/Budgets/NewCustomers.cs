using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend.Journal;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Budgets;

/// <summary>
/// Customers that a request names for the first time get a row of their own, with the budget of <c>litellm_settings.max_end_user_budget</c>
/// or <c>max_end_user_budget_id</c>. It holds from a few seconds later on, when the row has been seen; without these settings nothing is made.
/// </summary>
internal sealed partial class NewCustomers(Database database, KeyDirectory directory, ConfigStore config, TimeProvider time, ILogger<NewCustomers> logger)
{
    private string? _unknownBudget;

    /// <summary>Those of these spend logs that nobody has made yet; before the logs are stored, so that their cost counts.</summary>
    public async Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var settings = config.Current.LitellmSettings;
        if (settings is { MaxEndUserBudget: null, MaxEndUserBudgetId: null })
        {
            return;
        }

        var names = entries.Select(entry => entry.Log.EndUser).OfType<string>().Where(name => directory.FindCustomer(name) is null).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            await AddAsync(names, settings, cancellationToken);
        }
    }

    private Task<int> AddAsync(List<string> names, LitellmSettings settings, CancellationToken cancellationToken) => database.InTransactionAsync(
        async (connection, transaction) =>
        {
            await ChangeStore.LockAsync(connection, transaction, cancellationToken);
            if (settings.MaxEndUserBudgetId is { } budget && await BudgetStore.Table.FindAsync(connection, budget, transaction, cancellationToken) is null)
            {
                if (_unknownBudget != budget)
                {
                    _unknownBudget = budget;
                    LogUnknownBudget(budget);
                }

                return 0;
            }

            var added = 0;
            var now = time.GetUtcNow();
            foreach (var name in names)
            {
                var customer = new CustomerInfo
                {
                    UserId = name,
                    BudgetId = settings.MaxEndUserBudgetId,
                    MaxBudget = settings.MaxEndUserBudgetId is null ? settings.MaxEndUserBudget : null,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                if (await CustomerStore.Table.InsertMissingAsync(connection, customer, transaction, cancellationToken))
                {
                    await ChangeStore.AddAsync(connection, "customers", name, spendSet: false, now, transaction, cancellationToken);
                    added++;
                }
            }

            return added;
        },
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "litellm_settings.max_end_user_budget_id names the budget '{Budget}', which is not there: new customers have no budget until /budget/new makes it")]
    private partial void LogUnknownBudget(string budget);
}
