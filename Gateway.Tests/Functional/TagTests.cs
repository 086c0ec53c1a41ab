using System.Net;
using Gateway.Proxy.Budgets;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Common;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Tags with budgets, over <see cref="DollarModel"/>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TagTests(PostgresServer postgres)
{
    private const string PostgreSql = nameof(SqlDialect.PostgreSql);
    private const string Sqlite = nameof(SqlDialect.Sqlite);

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Tag_lives_from_new_to_delete_and_the_audit_log_knows(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var made = await gateway.ManageAsync("/tag/new", """{"name":"red","description":"The red ones","models":["a"],"max_budget":10,"budget_duration":"30d"}""");
        Assert.Equal("red", made.GetProperty("tag").GetProperty("name").GetString());
        using (var again = await gateway.PostAsync("/tag/new", """{"name":"red"}"""))
        {
            Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        }

        using (var negative = await gateway.PostAsync("/tag/update", """{"name":"red","max_budget":-1}"""))
        {
            Assert.Equal(HttpStatusCode.BadRequest, negative.StatusCode);
        }

        await gateway.ManageAsync("/tag/update", """{"name":"red","description":"Others","max_budget":null}""");
        var tag = (await gateway.ManageAsync("/tag/info", """{"names":["red"]}""")).GetProperty("red");
        Assert.Equal(("Others", "a", "30d"), (tag.GetProperty("description").GetString(), tag.GetProperty("models")[0].GetString(), tag.GetProperty("budget_duration").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, tag.GetProperty("max_budget").ValueKind);
        Assert.Equal(1, (await gateway.GetAsync("/tag/list")).GetArrayLength());

        await gateway.ManageAsync("/tag/delete", """{"name":"red"}""");
        using var gone = await gateway.PostAsync("/tag/info", """{"names":["red"]}""");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(
            ["created", "updated", "deleted"],
            await gateway.TextsAsync("SELECT action FROM audit_log WHERE table_name = 'tags' AND object_id = 'red' ORDER BY changed_at, id"));
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Requests_get_the_tags_of_their_key_and_its_team(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet));
        await gateway.ManageAsync("/team/new", """{"team_id":"t","tags":["team","both"]}""");
        var key = await gateway.NewKeyAsync("""{"team_id":"t","tags":["key","both"],"metadata":{"tags":["note"]}}""");

        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, key, ""","metadata":{"tags":["mine"]}"""));
        await gateway.ManageAsync("/team/update", """{"team_id":"t","tags":null}""");
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, key, ""));
        await gateway.FlushAsync();

        Assert.Equal(
            ["both 2", "key 2", "mine 1", "note 2", "team 1"],
            (await gateway.GetAsync("/spend/tags")).EnumerateArray().Select(tag => $"{tag.GetProperty("individual_request_tag")} {tag.GetProperty("log_count")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_an_admin_makes_tags()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, Sqlite);
        await gateway.ManageAsync("/user/new", """{"user_id":"u","auto_create_key":false}""");
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u"}"""));

        using var refused = await client.PostAsync("/tag/new", new StringContent("""{"name":"mine"}"""));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData(PostgreSql)]
    [InlineData(Sqlite)]
    public async Task Budget_of_a_tag_holds_for_all_who_carry_it_and_begins_anew_with_its_window(string dialect)
    {
        var clock = new ManualTimeProvider();
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, DollarModel.Config(fleet), clock);
        await gateway.ManageAsync("/tag/new", """{"name":"red","max_budget":30,"budget_duration":"24h"}""");
        var tagged = await gateway.NewKeyAsync("""{"tags":["red"]}""");
        var plain = await gateway.NewKeyAsync();

        // $0, then $20 of $30 spent: let through. Then $40.
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, tagged));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, plain, ""","metadata":{"tags":["red","other"]}"""));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, tagged));
        Assert.Equal((HttpStatusCode.TooManyRequests, "budget_exceeded"), await gateway.TryAsync(plain, "m", ""","metadata":{"tags":["red"]}"""));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, GatewayServer.MasterKey, ""","metadata":{"tags":["red"]}"""));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, plain));
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, plain, ""","metadata":{"tags":["other"]}"""));

        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
        Assert.Equal("40", (await gateway.TextsAsync("SELECT spend FROM tags")).Single());
        Assert.Equal(40, (await gateway.ManageAsync("/tag/info", """{"names":["red"]}""")).GetProperty("red").GetProperty("spend").GetDouble());
        await gateway.ManageAsync("/tag/update", """{"name":"red","max_budget":50}""");
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, tagged));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChatAsync(gateway, tagged));

        // All of the old window is in the database before the new one begins.
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
        Assert.Equal("60", (await gateway.TextsAsync("SELECT spend FROM tags")).Single());
        clock.Advance(TimeSpan.FromDays(1));
        await gateway.Services.GetRequiredService<BudgetResets>().RunAsync(CancellationToken.None);
        await gateway.PollAsync();
        Assert.Equal("0", (await gateway.TextsAsync("SELECT spend FROM tags")).Single());
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, tagged));
        await gateway.ManageAsync("/tag/delete", """{"name":"red"}""");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, tagged));
        }
    }

    private static async Task<HttpStatusCode> ChatAsync(GatewayServer gateway, string key, string more = "")
    {
        using var client = gateway.NewClient(key);
        using var response = await DollarModel.ChatAsync(gateway, client, more);
        return response.StatusCode;
    }
}
