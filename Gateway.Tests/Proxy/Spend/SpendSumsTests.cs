using Gateway.Proxy.Spend.Reports;

namespace Gateway.Tests.Proxy.Spend;

/// <summary>Which table a report reads: the small one where one name is enough.</summary>
public sealed class SpendSumsTests
{
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
    }

    [Fact]
    public void Two_names_together_are_read_from_the_sums_of_combinations()
    {
        Assert.Equal("daily_spend", TableOf(new() { TeamIds = ["t"] }, [SpendSums.Key]));
        Assert.Equal("daily_spend", TableOf(new(), [SpendSums.Key, SpendSums.Model]));
        Assert.Equal("daily_spend", TableOf(new() { KeyHash = "k", Model = "m" }, [SpendSums.Day]));
        Assert.Equal("daily_tag_spend", TableOf(new() { Tags = ["a"] }, [SpendSums.Model]));
        Assert.Equal("daily_tag_spend", TableOf(new() { ByTag = true }, [SpendSums.Day, SpendSums.Key]));
    }

    private static string TableOf(SpendFilter filter, string[] by)
    {
        var sql = SpendSums.Query(filter, by, limit: null);
        var table = sql.Split(" FROM ")[1].Split(' ')[0];
        return table == "daily_sums" ? $"{table} {sql.Split("dimension = '")[1].Split('\'')[0]}" : table;
    }
}
