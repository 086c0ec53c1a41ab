using System.Runtime.CompilerServices;
using Gateway.Contracts;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Import;

/// <summary>Table after table, page after page: budgets, users, organizations and teams with members, customers, keys, spend logs.</summary>
internal sealed class LiteLlmImporter(LiteLlmSource source, Database? database, ImportProgress progress, TimeProvider time)
{
    private const int RecordsAtOnce = 500;
    private const int SpendLogsAtOnce = 5_000;

    // Keys of this team are sign-ins of LiteLLM's UI.
    private const string DashboardTeam = "litellm-dashboard";

    // Null: a dry run.
    private readonly ImportTarget? _target = database is null ? null : new ImportTarget(database);

    private readonly List<ImportCount> _counts = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<ImportCount> Counts => _counts;

    /// <summary>What whoever started it should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ImportAsync("budgets", LiteLlmTables.Budgets, "budget_id", BudgetStore.Table, LiteLlmRecords.Budget, cancellationToken);
        await ImportAsync("users", LiteLlmTables.Users, "user_id", UserStore.Table, LiteLlmRecords.User, cancellationToken);
        await ImportOrganizationsAsync(cancellationToken);
        await ImportTeamsAsync(cancellationToken);
        await ImportAsync("customers", LiteLlmTables.Customers, "user_id", CustomerStore.Table, LiteLlmRecords.Customer, cancellationToken);
        await ImportKeysAsync(cancellationToken);
        await ImportSpendAsync(cancellationToken);
        foreach (var (table, advice) in LiteLlmTables.LeftBehind)
        {
            Note(await source.CountAsync(table, cancellationToken), $"not brought over: {advice}");
        }

        progress.End();
    }

    private async Task ImportAsync<T>(string name, string table, string key, Table<T> target, Func<LiteLlmRow, DateTimeOffset, T> record, CancellationToken cancellationToken)
        where T : class, new()
    {
        var count = Count(name);
        await foreach (var page in PagesAsync(count, table, key, [], cancellationToken))
        {
            var rows = page.Where(row => row.Text(key) is not null).Select(row => record(row, time.GetUtcNow())).ToList();
            if (_target is not null)
            {
                Add(count, page.Count, await _target.AddAsync(target, rows, cancellationToken));
            }
        }
    }

    private async Task ImportOrganizationsAsync(CancellationToken cancellationToken)
    {
        var (organizations, members) = (Count("organizations"), Count("organization members"));
        await foreach (var page in PagesAsync(organizations, LiteLlmTables.Organizations, "organization_id", [], cancellationToken))
        {
            var records = page.Select(row => LiteLlmRecords.Organization(row, time.GetUtcNow())).ToList();
            var inThem = await LiteLlmMembers.ReadAsync(source, records, cancellationToken);
            members.Read += inThem.Count;
            if (_target is not null)
            {
                Add(organizations, page.Count, await _target.AddAsync(OrganizationStore.Table, records, cancellationToken));
                Add(members, inThem.Count, await _target.AddMembersAsync(inThem, cancellationToken));
            }
        }
    }

    private async Task ImportTeamsAsync(CancellationToken cancellationToken)
    {
        var (teams, members) = (Count("teams"), Count("team members"));
        string[] aliases = source.Has(LiteLlmTables.TeamModels, "model_aliases") && source.Has(LiteLlmTables.Teams, "model_id")
            ? [$"(SELECT a.model_aliases FROM \"{LiteLlmTables.TeamModels}\" a WHERE a.id = t.model_id) AS model_aliases"]
            : [];
        await foreach (var page in PagesAsync(teams, LiteLlmTables.Teams, "team_id", aliases, cancellationToken))
        {
            var rows = page.Where(row => row.Text("team_id") is not null).ToList();
            var records = rows.Select(row => LiteLlmRecords.Team(row, time.GetUtcNow())).ToList();
            var inThem = await LiteLlmMembers.ReadAsync(source, rows, cancellationToken);
            members.Read += inThem.Count;
            if (_target is not null)
            {
                Add(teams, page.Count, await _target.AddAsync(TeamStore.Table, records, cancellationToken));
                Add(members, inThem.Count, await _target.AddMembersAsync(inThem, cancellationToken));
            }
        }
    }

    private async Task ImportKeysAsync(CancellationToken cancellationToken)
    {
        var count = Count("keys");
        var (signIns, unusable, renamed) = (0L, 0L, 0L);
        await foreach (var page in PagesAsync(count, LiteLlmTables.Keys, "token", [], cancellationToken))
        {
            var keys = new List<KeyInfo>(page.Count);
            foreach (var row in page)
            {
                if (row.Text("team_id") == DashboardTeam)
                {
                    signIns++;
                }
                else if (!KeyHash.TryParse(row.Text("token"), out _))
                {
                    unusable++;
                }
                else
                {
                    keys.Add(LiteLlmRecords.Key(row, time.GetUtcNow()));
                }
            }

            if (_target is not null)
            {
                var (added, withOtherAlias) = await _target.AddKeysAsync(keys, cancellationToken);
                Add(count, page.Count, added);
                renamed += withOtherAlias;
            }
        }

        Note(signIns, "keys skipped: sign-ins of LiteLLM's UI");
        Note(unusable, "keys skipped: their token is no SHA-256");
        Note(renamed, "keys had the alias of another key and got the start of their hash added to it");
    }

    private async Task ImportSpendAsync(CancellationToken cancellationToken)
    {
        var count = Count("spend logs");
        var total = await source.CountAsync(LiteLlmTables.SpendLogs, cancellationToken);
        string[] metadata = source.Has(LiteLlmTables.SpendLogs, "metadata") ? LiteLlmSpend.Metadata : [];
        await using var spend = database is null ? null : await ImportedSpend.OpenAsync(database, cancellationToken);
        await foreach (var page in source.PagesAsync(LiteLlmTables.SpendLogs, "request_id", LiteLlmSpend.Columns, metadata, SpendLogsAtOnce, cancellationToken))
        {
            count.Read += page.Count;
            if (spend is not null)
            {
                Add(count, page.Count, await spend.AddAsync(page, cancellationToken));
            }

            progress.Show(count.Name, count.Read, total);
        }
    }

    private async IAsyncEnumerable<List<LiteLlmRow>> PagesAsync(
        ImportCount count, string table, string key, string[] more, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = await source.CountAsync(table, cancellationToken);
        await foreach (var page in source.PagesAsync(table, key, null, more, RecordsAtOnce, cancellationToken))
        {
            count.Read += page.Count;
            yield return page;
            progress.Show(count.Name, count.Read, total);
        }
    }

    private ImportCount Count(string name)
    {
        var count = new ImportCount(name);
        _counts.Add(count);
        return count;
    }

    private static void Add(ImportCount count, int read, int added)
    {
        count.Imported += added;
        count.Skipped += read - added;
    }

    private void Note(long number, string text)
    {
        if (number > 0)
        {
            _notes.Add($"{number} {text}");
        }
    }
}
