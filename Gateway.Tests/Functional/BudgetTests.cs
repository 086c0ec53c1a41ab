using System.Net;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Budgets over <see cref="DollarModel"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class BudgetTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData("""{"max_budget":30}""", "{}", "key")]
    [InlineData("""{"budget_limits":[{"budget_duration":"24h","max_budget":30}]}""", "{}", "key")]
    [InlineData("""{"model_max_budget":{"m":{"budget_limit":30,"time_period":"1d"}}}""", "{}", "key")]
    [InlineData("""{"team_id":"t"}""", """{"max_budget":30}""", "team")]
    [InlineData("""{"team_id":"t","user_id":"u"}""", """{"members_with_roles":[{"user_id":"u","role":"user"}],"team_member_budget":30}""", "team member")]
    [InlineData("""{"user_id":"poor"}""", "{}", "user")]
    public async Task Refused_once_the_budget_is_spent(string key, string team, string kind)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, DollarModel.Config(fleet));
        await gateway.ManageAsync("/team/new", team.Replace("{", """{"team_id":"t",""", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal).Replace("""[{"team_id":"t",""", "[{", StringComparison.Ordinal));
        await gateway.ManageAsync("/user/new", """{"user_id":"poor","max_budget":30,"auto_create_key":false}""");
        var text = await gateway.NewKeyAsync(key);
        using var client = gateway.NewClient(text);

        // $0, then $20 of $30 spent: let through. Then $40.
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        using var refused = await DollarModel.ChatAsync(gateway, client);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var error = await refused.ErrorAsync();
        Assert.Equal("budget_exceeded", error.GetProperty("type").GetString());
        Assert.Contains($"the {kind} '", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("$40 of its budget of $30", error.GetProperty("message").GetString(), StringComparison.Ordinal);

        // A model that costs nothing goes on.
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(text, "free"));
    }

    [Fact]
    public async Task Team_key_is_held_to_the_teams_budget_and_not_to_its_owners()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, DollarModel.Config(fleet));
        await gateway.ManageAsync("/user/new", """{"user_id":"u","max_budget":0,"auto_create_key":false}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u","team_id":"t"}"""));

        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
    }

    [Fact]
    public async Task Fifty_at_once_on_a_budget_for_ten_let_ten_through()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite, DollarModel.Config(fleet));
        using var client = gateway.NewClient(await gateway.NewKeyAsync($$"""{"max_budget":{{10 * DollarModel.Answer}}}"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => DollarModel.SendAsync(gateway, client)));

        var through = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.InRange(through, 9, 11);
        Assert.All(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Update_and_reset_take_effect_at_once_and_headers_say_what_was_spent(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet));
        var key = await gateway.NewKeyAsync("""{"max_budget":10}""");
        using var client = gateway.NewClient(key);
        using (var first = await DollarModel.ChatAsync(gateway, client))
        {
            Assert.Equal(("20", "10"), (first.Header("x-litellm-key-spend"), first.Header("x-litellm-key-max-budget")));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        await gateway.ManageAsync("/key/update", $$"""{"key":"{{key}}","max_budget":25}""");
        using (var second = await DollarModel.ChatAsync(gateway, client))
        {
            Assert.Equal(("40", "25"), (second.Header("x-litellm-key-spend"), second.Header("x-litellm-key-max-budget")));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        await gateway.ManageAsync($"/key/{key}/reset_spend", """{"reset_to":5}""");
        using var third = await DollarModel.ChatAsync(gateway, client);
        Assert.Equal("25", third.Header("x-litellm-key-spend"));
        await gateway.WhenIdleAsync();
        Assert.Equal(25, (await gateway.GetAsync($"/key/info?key={key}")).GetProperty("info").GetProperty("spend").GetDouble());
        await gateway.ManageAsync("/key/update", $$"""{"key":"{{key}}","temp_budget_increase":100,"temp_budget_expiry":"2999-01-01T00:00:00Z"}""");
        using var fourth = await DollarModel.ChatAsync(gateway, client);
        Assert.Equal("125", fourth.Header("x-litellm-key-max-budget"));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Window_begins_anew_at_midnight_of_the_time_zone(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet) + "litellm_settings: { timezone: Asia/Tokyo }\n", clock);
        var key = await gateway.NewKeyAsync("""{"max_budget":10,"budget_duration":"24h"}""");
        using var client = gateway.NewClient(key);
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        using (var refused = await DollarModel.ChatAsync(gateway, client))
        {
            Assert.Contains("It resets at 2026-01-01 15:00:00Z", (await refused.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromHours(15), refused.Headers.RetryAfter?.Delta);
        }

        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
        Assert.Equal("20", (await gateway.TextsAsync("SELECT spend FROM virtual_keys")).Single());
        clock.Advance(TimeSpan.FromHours(15));
        await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None);
        await gateway.PollAsync();

        Assert.Equal("0", (await gateway.TextsAsync("SELECT spend FROM virtual_keys")).Single());
        Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
        Assert.Equal(0, await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Key_that_was_idle_over_several_windows_begins_anew(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet), clock);
        await gateway.ManageAsync("/budget/new", """{"budget_id":"daily","max_budget":10,"budget_duration":"5h"}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"budget_id":"daily"}"""));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
            Assert.Equal(HttpStatusCode.TooManyRequests, (await DollarModel.ChatAsync(gateway, client)).StatusCode);
            await gateway.WhenIdleAsync();
            await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
            clock.Advance(TimeSpan.FromHours(17));
            await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None);
            await gateway.PollAsync();
            await gateway.Services.GetRequiredService<KeyDirectoryLoader>().RefreshSpendAsync(CancellationToken.None);
        }
    }
}
