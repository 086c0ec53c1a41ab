using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional;

/// <summary>Credentials kept once, for all models that name them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoredCredentialTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Model_calls_with_the_credential_that_it_names_as_that_is_now(string dialect)
    {
        await using var server = await ScriptedServer.StartServerAsync("application/json", """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}""");
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        await gateway.ManageAsync("/credentials", $$$"""{"credential_name":"shared","credential_values":{"api_key":"key-one","api_base":"{{{server.Address}}}v1"},"credential_info":{"custom_llm_provider":"openai"}}""");
        await gateway.ManageAsync("/model/new", """{"model_name":"new","litellm_params":{"model":"openai/m","litellm_credential_name":"shared"}}""");

        Assert.Equal("Bearer key-one", await AuthorizationAsync());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Patch, "/credentials/shared", """{"credential_values":{"api_key":"key-two"}}""")).Status);
        Assert.Equal("Bearer key-two", await AuthorizationAsync());

        var (status, refused) = await SendAsync(gateway, HttpMethod.Delete, "/credentials/shared");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("new", refused.GetProperty("error").GetProperty("message").GetString());
        var id = (await gateway.GetAsync("/model/info")).GetProperty("data").EnumerateArray().Single(model => model.GetProperty("model_name").GetString() == "new").GetProperty("model_info").GetProperty("id").GetString();
        await gateway.ManageAsync("/model/delete", $$"""{"id":"{{id}}"}""");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Delete, "/credentials/shared")).Status);
        Assert.Equal(0, (await gateway.GetAsync("/credentials")).GetProperty("credentials").GetArrayLength());

        async Task<string> AuthorizationAsync()
        {
            using var answer = await gateway.ChatAsync("new");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return server.LastRequest.Headers["Authorization"];
        }
    }

    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Secret_is_in_no_answer_no_log_and_no_column(string dialect)
    {
        using var logs = new CapturedLogs();
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect, logs: logs);
        var answers = new List<string>
        {
            (await gateway.ManageAsync("/credentials", """{"credential_name":"c","credential_values":{"api_key":"Secret-1","aws_secret_access_key":"Secret-2","api_version":"2024-10-21"},"credential_info":{"password":"Secret-3"}}""")).ToString(),
            (await SendAsync(gateway, HttpMethod.Patch, "/credentials/c", """{"credential_values":{"api_key":"Secret-4"}}""")).Body.ToString(),
            (await gateway.GetAsync("/credentials")).ToString(),
            (await gateway.GetAsync("/credentials/by_name/c")).ToString(),
            (await gateway.GetAsync("/audit")).ToString(),
        };

        Assert.Contains("2024-10-21", answers[3], StringComparison.Ordinal);
        Assert.Contains("\"api_key\":\"********\"", answers[3], StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", string.Join('\n', answers) + logs.Text, StringComparison.Ordinal);
        var stored = new List<string>();
        foreach (var table in (string[])["credentials", "audit_log", "changes"])
        {
            stored.AddRange(await gateway.TextsAsync($"SELECT * FROM {table}"));
        }

        Assert.NotEmpty(stored);
        Assert.DoesNotContain("Secret", string.Join('\n', stored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"credential_values":{}}""", "credential_name")]
    [InlineData("""{"credential_name":"a/b","credential_values":{}}""", "credential_name")]
    [InlineData("""{"credential_name":"of-the-file","credential_values":{}}""", "credential_name")]
    [InlineData("""{"credential_name":"c"}""", "credential_values")]
    [InlineData("""{"credential_name":"c","credential_values":"sk-secret"}""", "credential_values")]
    public async Task Wrong_credential_is_refused_with_the_field(string body, string param)
    {
        await using var gateway = await KeyGateway.StartAsync(
            postgres, nameof(SqlDialect.Sqlite), KeyGateway.Models + "credential_list: [{ credential_name: of-the-file, credential_values: { api_key: k } }]\n");
        using var refused = await gateway.PostAsync("/credentials", body);

        Assert.Equal((HttpStatusCode.BadRequest, param), (refused.StatusCode, (await refused.ErrorAsync()).GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Only_admins_see_or_change_credentials()
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite));
        using var client = gateway.NewClient(await gateway.NewKeyAsync("""{"user_id":"u"}"""));

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/credentials")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.PostAsync("/credentials", """{"credential_name":"c","credential_values":{}}""", client)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.DeleteAsync("/credentials/c")).StatusCode);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(GatewayServer gateway, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Http.SendAsync(request);
        return (answer.StatusCode, await answer.JsonAsync());
    }
}
