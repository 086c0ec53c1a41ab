using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Functional;

/// <summary>Models added by management calls, from the call to the chat.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoredModelTests(PostgresServer postgres)
{
    private const string Secret = "sk-provider-Secret";

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Added_model_answers_at_once_and_is_gone_when_deleted(string dialect)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        var dead = Fleet.DeadAddress();

        var added = await gateway.ManageAsync("/model/new", Model("new-model", $"{dead}v1", "\"num_retries\":0"));
        var id = added.GetProperty("model_id").GetString()!;
        using (var failed = await gateway.ChatAsync("new-model"))
        {
            Assert.True((int)failed.StatusCode >= 500);
        }

        await gateway.ManageAsync("/model/update", $$$"""{"model_info":{"id":"{{{id}}}"},"litellm_params":{"api_base":"{{{fleet["a"].Address}}}v1","cooldown_time":0}}""");
        gateway.State("new-model").CoolDown(TimeSpan.Zero);
        using (var answer = await gateway.ChatAsync("new-model"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(id, answer.Header("x-litellm-model-id"));
        }

        Assert.Contains("new-model", (await gateway.GetAsync("/v1/models")).ToString(), StringComparison.Ordinal);
        foreach (var path in (string[])["/model/info", "/v1/model/info", "/v2/model/info"])
        {
            var shown = (await gateway.GetAsync(path)).GetProperty("data").EnumerateArray().Single(item => item.GetProperty("model_name").GetString() == "new-model");
            Assert.Equal(id, shown.GetProperty("model_info").GetProperty("id").GetString());
            Assert.True(shown.GetProperty("model_info").GetProperty("db_model").GetBoolean());
        }

        Assert.Contains("new-model", (await gateway.GetAsync("/model_group/info")).ToString(), StringComparison.Ordinal);

        await gateway.ManageAsync("/model/delete", $$"""{"id":"{{id}}"}""");
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.ChatAsync("new-model")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.PostAsync("/model/delete", $$"""{"id":"{{id}}"}""")).StatusCode);
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Provider_key_is_in_no_answer_no_log_and_no_column(string dialect)
    {
        using var logs = new CapturedLogs();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, logs: logs);
        var answers = new List<string>
        {
            (await gateway.ManageAsync("/model/new", Model("m1", "http://user:Secret@127.0.0.1:9/v1?key=Secret", "\"aws_secret_access_key\":\"Secret-2\",\"extra_headers\":{\"x-auth\":\"Secret-3\"},\"extra_body\":{\"apiKey\":\"Secret-5\"}", "\"id\":\"one\",\"access_token\":\"Secret-4\""))).ToString(),
            (await gateway.ManageAsync("/model/update", """{"model_info":{"id":"one"},"litellm_params":{"api_key":"other-Secret"}}""")).ToString(),
            (await gateway.GetAsync("/model/info")).ToString(),
            (await gateway.GetAsync("/v2/model/info")).ToString(),
            await (await gateway.PostAsync("/model/new", Model("m2", "no-url", ""))).Content.ReadAsStringAsync(),
            await (await gateway.PostAsync("/model/new", """{"model_name":"m3","litellm_params":{"model":"openai/m","api_key":{"a":"Secret"}}}""")).Content.ReadAsStringAsync(),
        };
        Assert.Contains("one", answers[2], StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", string.Join('\n', answers), StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", logs.Text, StringComparison.Ordinal);

        var stored = new List<string>();
        foreach (var table in (string[])["models", "audit_log", "changes"])
        {
            stored.AddRange(await gateway.TextsAsync($"SELECT * FROM {table}"));
        }

        Assert.Contains("one|m1|", string.Join('\n', stored), StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", string.Join('\n', stored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"litellm_params":{"model":"openai/m"}}""", "model_name")]
    [InlineData("""{"model_name":"m"}""", "litellm_params")]
    [InlineData("""{"model_name":"m","litellm_params":5}""", "litellm_params")]
    [InlineData("""{"model_name":"m","litellm_params":{"api_base":"http://x/v1"}}""", "litellm_params.model")]
    [InlineData("""{"model_name":"m","litellm_params":{"model":"openai/m","rpm":"lots"}}""", "litellm_params.rpm")]
    [InlineData("""{"model_name":"m","litellm_params":{"model":"openai/m","api_base":"host"}}""", "litellm_params.api_base")]
    [InlineData("""{"model_name":"m","litellm_params":{"model":"openai/m"},"model_info":{"max_tokens":-1}}""", "model_info.max_tokens")]
    [InlineData("""{"model_name":"m","litellm_params":{"model":"openai/m"},"model_info":{"note":"os.environ/PATH"}}""", "model_info.note")]
    [InlineData("""{"model_name":"m","litellm_params":{"model":"openai/m"},"model_info":{"id":"in-the-file"}}""", "model_info.id")]
    public async Task Bad_body_is_refused_by_the_name_of_its_field(string json, string field)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), File);

        using var response = await gateway.PostAsync("/model/new", json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Models_of_the_file_are_not_changed_and_only_admins_change_others()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), File);

        foreach (var (path, json) in ((string, string)[])[("/model/delete", """{"id":"in-the-file"}"""), ("/model/update", """{"model_info":{"id":"in-the-file"},"model_name":"x"}""")])
        {
            using var response = await gateway.PostAsync(path, json);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains("config file", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var client = gateway.NewClient(await gateway.NewKeyAsync());
        using var refused = await gateway.PostAsync("/model/new", Model("x", "http://127.0.0.1:9/v1", ""), client);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Patch_changes_what_it_sends_and_null_takes_away()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/model/new", Model("m", "http://127.0.0.1:9/v1", "\"rpm\":5,\"mock_response\":\"hi 😀\"", "\"id\":\"one\",\"access_groups\":[\"g\"]"));

        using var patch = new StringContent("""{"model_name":"renamed","litellm_params":{"rpm":null,"tpm":7},"model_info":{"mode":"chat"}}""", Encoding.UTF8, "application/json");
        using var response = await gateway.Http.PatchAsync("/model/one/update", patch);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var deployment = gateway.Group("renamed").Deployments[0];
        Assert.Equal((null, 7, "chat"), (deployment.Rpm, deployment.Tpm, deployment.Mode));
        Assert.Equal(Secret, deployment.ApiKey);
        using var chat = await gateway.ChatAsync("renamed");
        Assert.Contains("hi 😀", (await chat.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.ChatAsync("m")).StatusCode);
    }

    [Fact]
    public async Task Reload_of_the_config_keeps_stored_models()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        await gateway.ManageAsync("/model/new", Model("stored", "http://127.0.0.1:9/v1", "\"mock_response\":\"hi\""));

        await System.IO.File.WriteAllTextAsync(gateway.ConfigPath, File);
        var watcher = gateway.Services.GetServices<IHostedService>().OfType<ConfigWatcher>().Single();
        watcher.CheckOnce();
        watcher.CheckOnce();

        await gateway.WhenAsync(() => !gateway.Services.GetRequiredService<ConfigStore>().Current.ModelList.Any(entry => entry.ModelName == "a"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("from-file")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsync("stored")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.ChatAsync("a")).StatusCode);
    }

    private const string File = """
        model_list:
          - { model_name: from-file, litellm_params: { model: openai/f, api_base: "http://127.0.0.1:9/v1", mock_response: f }, model_info: { id: in-the-file } }

        """;

    internal static string Model(string name, string apiBase, string more, string info = "") => $$"""
        {"model_name":{{JsonSerializer.Serialize(name)}},"litellm_params":{"model":"openai/m","api_base":"{{apiBase}}","api_key":"{{Secret}}"{{(more.Length > 0 ? "," : "")}}{{more}}},"model_info":{ {{info}} } }
        """;
}
