using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Limits that <c>/customer/new</c> and <c>/customer/update</c> are given directly, without a budget to refer to.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CustomerLimitTests(PostgresServer postgres)
{
    private const string OfAnn = ",\"user\":\"ann\"";

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Customer_is_held_to_limits_of_its_own_which_may_be_changed(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var made = await gateway.ManageAsync("/customer/new", """{"user_id":"ann","rpm_limit":1,"max_budget":5}""");
        var key = await gateway.NewKeyAsync();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await AskAsync(), await AskAsync()]);
        Assert.Equal(5, made.GetProperty("litellm_budget_table").GetProperty("max_budget").GetDouble());

        await gateway.ManageAsync("/customer/update", """{"user_id":"ann","rpm_limit":2}""");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await AskAsync(), await AskAsync()]);
        Assert.Equal(1, (await gateway.GetAsync("/budget/list")).GetArrayLength());

        async Task<HttpStatusCode> AskAsync() => (await gateway.TryAsync(key, more: OfAnn)).Status;
    }

    [Fact]
    public async Task Sum_that_was_changed_meanwhile_stays_when_other_limits_are()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/customer/new", """{"user_id":"ann","max_budget":5,"budget_duration":"1d"}""");
        await gateway.ManageAsync("/customer/update", """{"user_id":"ann","max_budget":50}""");

        var changed = await gateway.ManageAsync("/customer/update", """{"user_id":"ann","rpm_limit":10}""");

        Assert.Equal(50, changed.GetProperty("litellm_budget_table").GetProperty("max_budget").GetDouble());
        Assert.Equal("1d", changed.GetProperty("litellm_budget_table").GetProperty("budget_duration").GetString());
    }

    [Fact]
    public async Task Limits_of_a_shared_budget_are_not_changed_through_one_of_its_customers()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/budget/new", """{"budget_id":"shared","rpm_limit":100}""");
        await gateway.ManageAsync("/customer/new", """{"user_id":"ann","budget_id":"shared"}""");
        await gateway.ManageAsync("/customer/new", """{"user_id":"ben","budget_id":"shared"}""");

        using var answer = await gateway.PostAsync("/customer/update", """{"user_id":"ann","rpm_limit":1}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("budget_id", (await answer.ErrorAsync()).GetProperty("param").GetString());
    }
}
