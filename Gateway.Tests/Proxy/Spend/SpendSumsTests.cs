using System.Globalization;
using Gateway.Proxy.Spend.Reports;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Proxy.Spend;

/// <summary>Which table a report reads: the small one where one name is enough.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SpendSumsTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Whatever_they_are_read_from_the_sums_are_those_of_the_rows(string dialect)
    {
        await using var database = await SpendDatabase.CreateAsync(dialect, postgres);
        await using var store = new SpendStore(database.Database);
        await store.WriteAsync(SpendLogs.Entries(4_000), givesWay: false, CancellationToken.None);
        var sums = new SpendSums(database.Database);

        foreach (var (from, to) in ((string, string)[])[("2026-02-20", "2026-03-31"), ("2026-03-01", "2026-03-01"), ("2026-03-02", "2026-04-15")])
        {
            var filter = new SpendFilter { FromDay = from, ToDay = to };
            var rows = $"FROM spend_logs WHERE started_at >= '{from}' AND started_at < '{DateOnly.Parse(to, CultureInfo.InvariantCulture).AddDays(1):yyyy-MM-dd}'";
            var requests = await database.NumberAsync($"SELECT COUNT(*) {rows}");
            foreach (var by in (string[])[SpendSums.Key, SpendSums.User, SpendSums.EndUser, SpendSums.Model, SpendSums.Team])
            {
                Assert.Equal(requests, (await sums.ByAsync(filter, [by], null, CancellationToken.None)).Sum(sum => sum.Requests));
            }

            foreach (var by in (string[][])[[SpendSums.Key, SpendSums.Model], [SpendSums.Key, SpendSums.CallType, SpendSums.Model]])
            {
                var ofKeys = await sums.ByAsync(filter, by, null, CancellationToken.None);
                Assert.Equal(requests, ofKeys.Sum(sum => sum.Requests));
                Assert.Equal(await database.NumberAsync($"SELECT COUNT(*) FROM (SELECT 1 {rows} GROUP BY {string.Join(", ", by)}) AS g"), ofKeys.Count);
            }

            var ofDays = await sums.ByAsync(filter, [SpendSums.Day, SpendSums.Key], 2, CancellationToken.None);
            var two = await sums.ByAsync(filter, [SpendSums.Key], 2, CancellationToken.None);
            Assert.Equal(two.Select(sum => sum.Names[0]).Order(), ofDays.Select(sum => sum.Names[1]).Distinct().Order());
            Assert.Equal(two.Sum(sum => sum.Requests), ofDays.Sum(sum => sum.Requests));
            var dearest = Assert.Single(await sums.ByAsync(filter, [SpendSums.Key], 1, CancellationToken.None));
            Assert.Equal(await database.NumberAsync($"SELECT SUM(cost) {rows} GROUP BY key_hash ORDER BY 1 DESC LIMIT 1"), dearest.Cost, 1e-9);
            var alone = Assert.Single(await sums.ByAsync(filter with { KeyHash = dearest.Names[0] }, [SpendSums.Key], null, CancellationToken.None));

            // The same costs, added up in another order.
            Assert.Equal(dearest.Cost, alone.Cost, 1e-9);
            Assert.Equal(dearest, alone with { Names = dearest.Names, Cost = dearest.Cost });
        }
    }

    [Fact]
    public void One_name_at_a_time_is_read_from_its_own_sums()
    {
        Assert.Equal("daily_sums ", TableOf(new(), []));
        Assert.Equal("daily_sums ", TableOf(new(), [SpendSums.Day]));
        Assert.Equal("daily_sums key_hash", TableOf(new(), [SpendSums.Key]));
        Assert.Equal("daily_sums team_id", TableOf(new() { TeamIds = ["t"] }, [SpendSums.Day, SpendSums.Team]));
        Assert.Equal("daily_sums user_id", TableOf(new() { UserIds = ["u"] }, [SpendSums.Day]));
        Assert.Equal("daily_sums requested_model", TableOf(new() { Model = "m", FromDay = "2026-01-01" }, []));
        Assert.Equal("daily_sums tag", TableOf(new() { ByTag = true }, []));
        Assert.Equal("daily_sums tag", TableOf(new() { Tags = ["a"] }, [SpendSums.Tag]));
        Assert.Equal("daily_sums organization_id", TableOf(new() { OrganizationIds = ["o"] }, [SpendSums.Day]));
        Assert.Equal("daily_sums organization_id:key_hash", TableOf(new() { ByOrganization = true }, [SpendSums.Day, SpendSums.Key]));
        Assert.Equal("daily_sums organization_id:key_hash", TableOf(new() { ByOrganization = true, KeyHash = "k" }, [SpendSums.Day]));
    }

    [Fact]
    public void Two_names_together_are_read_from_the_sums_of_combinations()
    {
        Assert.Equal("daily_spend", TableOf(new() { TeamIds = ["t"] }, [SpendSums.Key]));
        Assert.Equal("daily_spend", TableOf(new(), [SpendSums.Key, SpendSums.Model]));
        Assert.Equal("daily_spend", TableOf(new() { KeyHash = "k", Model = "m" }, [SpendSums.Day]));
        Assert.Equal("daily_tag_spend", TableOf(new() { Tags = ["a"] }, [SpendSums.Model]));
        Assert.Equal("daily_tag_spend", TableOf(new() { ByTag = true }, [SpendSums.Day, SpendSums.Key]));
        Assert.Equal("daily_organization_spend", TableOf(new() { OrganizationIds = ["o"] }, [SpendSums.Team]));
        Assert.Equal("daily_organization_spend", TableOf(new() { ByOrganization = true, KeyHash = "k" }, [SpendSums.Model]));
        Assert.Equal("daily_organization_spend", TableOf(new(), [SpendSums.Organization, SpendSums.Model]));
    }

    [Fact]
    public void A_long_period_by_names_that_are_many_is_read_ten_days_at_once()
    {
        var season = new SpendFilter { FromDay = "2026-01-05", ToDay = "2026-04-05" };

        Assert.Contains("FROM ten_day_spend", SpendSums.Query(season, [SpendSums.Key], null), StringComparison.Ordinal);
        Assert.Contains("FROM ten_day_spend", SpendSums.Query(season, [SpendSums.Key, SpendSums.CallType, SpendSums.Model], null), StringComparison.Ordinal);
        Assert.Contains("FROM ten_day_sums", SpendSums.Query(season, [SpendSums.User], null), StringComparison.Ordinal);
        Assert.Contains("FROM ten_day_sums", SpendSums.Query(season with { ByOrganization = true }, [SpendSums.Key], null), StringComparison.Ordinal);
        Assert.DoesNotContain("FROM ten_day", SpendSums.Query(season with { KeyHash = "k" }, [SpendSums.Key, SpendSums.Model], null), StringComparison.Ordinal);
        Assert.DoesNotContain("FROM ten_day", SpendSums.Query(season, [SpendSums.Day, SpendSums.Key], null), StringComparison.Ordinal);
        Assert.DoesNotContain("FROM ten_day", SpendSums.Query(season, [SpendSums.Key, SpendSums.Team], null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-08-29", "2026-11-27", "2026-08-3", "2026-11-1")]
    [InlineData("2026-02-01", "2026-02-28", "2026-02-0", "2026-02-2")]
    [InlineData("2026-02-02", "2026-02-27", "2026-02-1", "2026-02-1")]
    [InlineData("2026-01-30", "2026-01-31", "2026-01-3", "2026-01-3")]
    [InlineData("2026-01-11", "2026-01-28", null, null)]
    [InlineData("2026-01-09", "2026-01-01", null, null)]
    [InlineData("yesterday", "2026-01-31", null, null)]
    public void Ten_days_at_once_are_taken_where_a_period_holds_all_of_them(string from, string to, string? first, string? last)
    {
        Assert.Equal(first is null ? null : new TenDays(first, last!), TenDays.Within(from, to));
    }

    [Theory]
    [InlineData("2026-11-28", "2026-11-29")]
    [InlineData("2026-11-30", "2026-11-30")]
    [InlineData("2026-12-30", "2026-12-31")]
    [InlineData("2026-02-21", "2026-02-28")]
    [InlineData("2026-01-09", "2026-01-09")]
    public void Ten_days_end_before_the_next_begin(string day, string end) =>
        Assert.Equal(end, TenDays.EndOf(DateOnly.Parse(day, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string TableOf(SpendFilter filter, string[] by)
    {
        var sql = SpendSums.Query(filter, by, limit: null);
        var table = sql.Split(" FROM ")[1].Split(' ')[0];
        return table == "daily_sums" ? $"{table} {sql.Split("dimension = '")[1].Split('\'')[0]}" : table;
    }
}
