using System.Net;
using System.Text.Json;
using Gateway.Proxy.Keys;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Functional;

/// <summary>A gateway with a database of either kind, and short ways to call its management API.</summary>
internal static class KeyGateway
{
    /// <summary>Models that answer without a server: a, b (access group <c>beta</c>) and c/* .</summary>
    public const string Models = """
        model_list:
          - { model_name: a, litellm_params: { model: openai/a, api_base: "http://127.0.0.1:9/v1", mock_response: from a } }
          - { model_name: b, litellm_params: { model: openai/b, api_base: "http://127.0.0.1:9/v1", mock_response: from b }, model_info: { access_groups: [beta] } }
          - { model_name: c/*, litellm_params: { model: openai/*, api_base: "http://127.0.0.1:9/v1", mock_response: from c } }

        """;

    public static async Task<GatewayServer> StartAsync(PostgresServer postgres, string dialect, string yaml = Models, TimeProvider? time = null, ILoggerProvider? logs = null)
    {
        var url = dialect == nameof(SqlDialect.PostgreSql) ? await postgres.NewDatabaseAsync() : null;
        var gateway = await GatewayServer.StartAsync(yaml, time, url, logs);
        await gateway.PollAsync();
        return gateway;
    }

    public static Task PollAsync(this GatewayServer gateway) => gateway.Services.GetRequiredService<KeyDirectoryLoader>().PollAsync(CancellationToken.None);

    /// <summary>Every spend log so far is in the database.</summary>
    public static async Task FlushAsync(this GatewayServer gateway)
    {
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);
    }

    /// <summary>The answer of a management call that must succeed.</summary>
    public static async Task<JsonElement> ManageAsync(this GatewayServer gateway, string path, string json)
    {
        using var response = await gateway.PostAsync(path, json);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    public static async Task<JsonElement> GetAsync(this GatewayServer gateway, string path, HttpClient? client = null)
    {
        using var response = await (client ?? gateway.Http).GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }

    public static async Task<string> NewKeyAsync(this GatewayServer gateway, string json = "{}") =>
        (await gateway.ManageAsync("/key/generate", json)).GetProperty("key").GetString()!;

    /// <summary>Status and error type of a chat with this key.</summary>
    public static async Task<(HttpStatusCode Status, string? Type)> TryAsync(this GatewayServer gateway, string key, string model = "a", string more = "")
    {
        using var client = gateway.NewClient(key);
        using var response = await gateway.ChatAsync(model, more, client);
        return (response.StatusCode, response.IsSuccessStatusCode ? null : (await response.ErrorAsync()).GetProperty("type").GetString());
    }

    public static Task<List<string>> TextsAsync(this GatewayServer gateway, string sql) =>
        gateway.Services.GetRequiredService<Database>().QueryAsync(sql, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)));
}
