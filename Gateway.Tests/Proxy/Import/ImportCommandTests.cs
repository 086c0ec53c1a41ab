using System.Net;
using Gateway.Proxy.Import;
using Gateway.Proxy.Storage;
using Gateway.Tests.Functional;
using Gateway.Tests.Proxy.Spend;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Proxy.Import;

[Collection(PostgresCollection.Name)]
public sealed class ImportCommandTests(PostgresServer postgres)
{
    public static TheoryData<string> Dialects => [nameof(SqlDialect.PostgreSql), nameof(SqlDialect.Sqlite)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Everything_is_brought_over_once(string dialect)
    {
        var litellm = await LiteLlmDatabase.CreateAsync(postgres);
        await using var target = await SpendDatabase.CreateAsync(dialect, postgres);
        var first = await RunAsync(target, "--database-url", litellm.Url);
        Assert.Equal(("", 0), (first.Errors, first.ExitCode));
        AssertCounts(first.Output, "keys 3 2 1");
        AssertCounts(first.Output, "team members 2 2 0");
        AssertCounts(first.Output, $"spend logs {LiteLlmDatabase.SpendLogs} {LiteLlmDatabase.SpendLogs} 0");
        AssertCounts(first.Output, "organizations 1 1 0");
        AssertCounts(first.Output, "organization members 2 2 0");
        Assert.Contains("1 keys had the alias of another key", first.Output, StringComparison.Ordinal);
        await AssertRowsAsync(target);

        var second = await RunAsync(target, "--database-url=" + litellm.Url);
        Assert.Equal(0, second.ExitCode);
        AssertCounts(second.Output, "keys 3 0 3");
        AssertCounts(second.Output, "users 2 0 2");
        AssertCounts(second.Output, $"spend logs {LiteLlmDatabase.SpendLogs} 0 {LiteLlmDatabase.SpendLogs}");
        await AssertRowsAsync(target);
    }

    [Fact]
    public async Task Old_key_works_in_a_gateway_that_is_running_already()
    {
        var litellm = await LiteLlmDatabase.CreateAsync(postgres);
        var own = await postgres.NewDatabaseAsync();
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models, databaseUrl: own);
        await gateway.PollAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.TryAsync(LiteLlmDatabase.Key)).Status);

        Assert.Equal(0, (await RunAsync(own, "--database-url", litellm.Url)).ExitCode);
        await gateway.PollAsync();
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(LiteLlmDatabase.Key));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(LiteLlmDatabase.Key, "b")).Status);
        var info = (await gateway.GetAsync($"/key/info?key={LiteLlmDatabase.Key}")).GetProperty("info");
        Assert.Equal(3.5, info.GetProperty("spend").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Dry_run_counts_and_writes_nothing()
    {
        var litellm = await LiteLlmDatabase.CreateAsync(postgres);
        await using var target = await SpendDatabase.CreateAsync(nameof(SqlDialect.PostgreSql), postgres);
        var run = await RunAsync(target, "--database-url", litellm.Url, "--dry-run");
        Assert.Equal(0, run.ExitCode);
        AssertCounts(run.Output, "keys 3 0 0");
        Assert.Equal(0, await target.NumberAsync("SELECT (SELECT COUNT(*) FROM virtual_keys) + (SELECT COUNT(*) FROM users) + (SELECT COUNT(*) FROM spend_logs) + (SELECT value FROM change_counter)"));
    }

    [Fact]
    public async Task Older_schema_without_some_columns_and_tables_works()
    {
        var litellm = await LiteLlmDatabase.CreateAsync(postgres);
        await litellm.ExecuteAsync("""
            ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN allowed_routes, DROP COLUMN budget_id, DROP COLUMN created_at, DROP COLUMN updated_at, DROP COLUMN model_max_budget;
            ALTER TABLE "LiteLLM_TeamTable" DROP COLUMN model_id;
            ALTER TABLE "LiteLLM_SpendLogs" DROP COLUMN status, DROP COLUMN metadata, DROP COLUMN team_id;
            DROP TABLE "LiteLLM_TeamMembership", "LiteLLM_OrganizationTable", "LiteLLM_OrganizationMembership", "LiteLLM_EndUserTable"
            """);
        await using var target = await SpendDatabase.CreateAsync(nameof(SqlDialect.Sqlite), postgres);
        var run = await RunAsync(target, "--database-url", litellm.Url);
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        AssertCounts(run.Output, "keys 3 2 1");
        AssertCounts(run.Output, "customers 0 0 0");
        Assert.Equal(LiteLlmDatabase.SpendLogs, await target.NumberAsync("SELECT COUNT(*) FROM spend_logs"));
    }

    [Theory]
    [InlineData("mysql://u:hidden-word@host/db", "not a PostgreSQL URL")]
    [InlineData("postgresql://u:hidden-word@", "not a PostgreSQL URL")]
    [InlineData("postgresql://u:hidden-word@127.0.0.1:1/litellm", "does not answer")]
    [InlineData("postgresql://u:hidden-word@no-such-host.invalid/litellm", "does not answer")]
    [InlineData("", "a value is missing")]
    public async Task Bad_address_is_one_line_without_the_password(string url, string message)
    {
        var run = await RunAsync((string?)null, "--database-url", url);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.DoesNotContain("hidden-word", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_of_something_else_and_the_own_one_are_refused()
    {
        var litellm = await LiteLlmDatabase.CreateAsync(postgres);
        var own = await RunAsync(litellm.Connection, "--database-url", litellm.Url);
        Assert.Equal(1, own.ExitCode);
        Assert.Contains("own database", own.Errors, StringComparison.Ordinal);

        await litellm.ExecuteAsync("DROP TABLE \"LiteLLM_VerificationToken\"");
        var other = await RunAsync((string?)null, "--database-url", litellm.Url);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("is not a LiteLLM database", other.Errors, StringComparison.Ordinal);
    }

    private static async Task AssertRowsAsync(SpendDatabase target)
    {
        var (rows, cost) = await target.AssertSumsAgreeAsync();
        Assert.Equal(LiteLlmDatabase.SpendLogs, rows);
        Assert.Equal(LiteLlmDatabase.SpendLogs * (LiteLlmDatabase.SpendLogs + 1) / 2000.0, cost, 1e-6);
        Assert.Equal(LiteLlmDatabase.SpendLogs / 2, await target.NumberAsync("SELECT SUM(requests) FROM daily_tag_spend WHERE tag = 'batch'"));
        Assert.Equal(LiteLlmDatabase.SpendLogs / 7, await target.NumberAsync("SELECT COUNT(*) FROM spend_logs WHERE status = 429 AND error_type = 'RateLimitError'"));
        Assert.Equal(LiteLlmDatabase.SpendLogs / 3, await target.NumberAsync("SELECT COUNT(*) FROM spend_logs WHERE call_type = 'aresponses'"));

        await using var connection = await target.Database.OpenAsync(CancellationToken.None);
        var key = (await KeyStore.Table.FindAsync(connection, LiteLlmDatabase.Hash(LiteLlmDatabase.Key), null, CancellationToken.None))!;
        Assert.Equal(3.5, key.Spend);
        Assert.Equal("t1", key.TeamId);
        Assert.Equal(["a"], key.Models);
        Assert.Equal(["batch"], key.Tags);
        Assert.Equal("a", key.Aliases["x"]);
        Assert.Equal(5, key.ModelMaxBudget!["a"].BudgetLimit);
        Assert.Equal(new DateTimeOffset(2099, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), key.Expires);
        Assert.Equal("""["no-cache"]""", key.Metadata["allowed_cache_controls"]!.ToJsonString());

        var user = (await UserStore.Table.FindAsync(connection, "u1", null, CancellationToken.None))!;
        Assert.Equal(("proxy_admin", "u1@x.org", 1.25), (user.UserRole, user.UserEmail, user.Spend));
        Assert.Equal(["a", "b c"], user.Models);
        var team = (await TeamStore.Table.FindAsync(connection, "t1", null, CancellationToken.None))!;
        Assert.Equal((7.5, "org"), (team.Spend, team.OrganizationId));
        var organization = (await OrganizationStore.Table.FindAsync(connection, "org", null, CancellationToken.None))!;
        Assert.Equal(("Acme", "b1", 4.5), (organization.OrganizationAlias, organization.BudgetId, organization.Spend));
        Assert.Equal(["a"], organization.Models);
        var inOrganization = await OrganizationStore.MembersAsync(connection, "org", null, CancellationToken.None);
        Assert.Equal([("u1", "org_admin"), ("u2", "internal_user")], inOrganization.Select(member => (member.UserId, member.UserRole)));
        Assert.Equal("a", team.ModelAliases["fast"]);
        Assert.Equal(9, team.ModelRpmLimit!["a"]);
        var members = await TeamStore.MembersAsync(connection, "t1", null, CancellationToken.None);
        Assert.Equal([("u1", "admin", null, 0), ("u2", "user", 3, 0.5)], members.Select(member => (member.UserId, member.Role, member.MaxBudgetInTeam, member.Spend)));
        var customer = (await CustomerStore.Table.FindAsync(connection, "c1", null, CancellationToken.None))!;
        Assert.Equal((true, "b1", 0.75), (customer.Blocked, customer.BudgetId, customer.Spend));
    }

    private static void AssertCounts(string output, string line) =>
        Assert.Contains(line, output.Split('\n').Select(text => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim()));

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(SpendDatabase target, params string[] args) =>
        RunAsync(target.Options.DatabaseUrl, [.. args, "--data-dir", target.Options.DataDirectory]);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string? own, params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = await ImportCommand.RunAsync(args, name => name == "DATABASE_URL" ? own : null, output, errors, terminal: null);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
