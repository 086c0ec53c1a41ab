using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

[Collection(PostgresCollection.Name)]
public sealed class KeySecrecyTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Key_is_in_no_log_no_error_and_no_column(string dialect)
    {
        const string Chosen = "sk-chosen-Secret-1";
        const string Next = "sk-chosen-Secret-2";
        using var logs = new CapturedLogs();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, logs: logs);
        await gateway.ManageAsync("/key/generate", $$"""{"key":"{{Chosen}}","key_alias":"x","metadata":{"a":1} }""");
        await gateway.TryAsync(Chosen);
        await gateway.ManageAsync("/key/update", $$"""{"key":"{{Chosen}}","max_budget":1}""");
        await gateway.ManageAsync("/key/block", $$"""{"key":"{{Chosen}}"}""");
        await gateway.TryAsync(Chosen);
        await gateway.ManageAsync("/key/regenerate", $$"""{"key":"{{Chosen}}","new_key":"{{Next}}","grace_period":"1h"}""");
        var errors = new List<string>
        {
            await ErrorAsync("/key/generate", $$"""{"key":"{{Next}}"}"""),
            await ErrorAsync("/key/generate", $$"""{"key":"{{Next}}","max_budget":"x"}"""),
            await ErrorAsync("/key/generate", $$"""{"key":"{{Next}}","models":{"x":1} }"""),
            await ErrorAsync("/key/generate", $$"""{"key":"{{Next}}" "models":[]}"""),
            await ErrorAsync("/key/update", $$"""{"key":"{{Chosen}}-unknown"}"""),
            await ErrorAsync("/key/delete", $$"""{"keys":["{{Chosen}}-unknown"]}"""),
            await ErrorAsync("/key/info", $$"""{"key":"{{Chosen}}"}"""),
        };

        Assert.DoesNotContain("Secret", string.Join('\n', errors), StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", logs.Text, StringComparison.Ordinal);
        var stored = new List<string>();
        foreach (var table in (string[])["virtual_keys", "audit_log", "changes", "users", "teams", "customers", "budgets", "spend_logs"])
        {
            stored.AddRange(await gateway.TextsAsync($"SELECT * FROM {table}"));
        }

        Assert.DoesNotContain("Secret", string.Join('\n', stored), StringComparison.Ordinal);
        Assert.Contains(KeyName(Next), string.Join('\n', stored), StringComparison.Ordinal);

        async Task<string> ErrorAsync(string path, string json)
        {
            using var response = await gateway.PostAsync(path, json);
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }

        static string KeyName(string key) => "sk-..." + key[^4..];
    }

    [Fact]
    public async Task Sql_in_a_value_is_a_value()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.PostgreSql));
        var alias = "'; DROP TABLE virtual_keys; --";
        await gateway.NewKeyAsync($$"""{"key_alias":"{{alias}}"}""");

        Assert.Equal(1, (await gateway.GetAsync($"/key/list?key_alias={Uri.EscapeDataString(alias)}")).GetProperty("total_count").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.GetAsync("/key/list?sort_by=token;DROP")).StatusCode);
    }
}
