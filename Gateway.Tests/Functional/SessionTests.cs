using System.Net;
using System.Text;
using Gateway.Proxy.Spend;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Functional;

/// <summary>Requests of one conversation are found again by the name that its client gave it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SessionTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(",\"litellm_session_id\":\"s\"", null, "s")]
    [InlineData(",\"litellm_trace_id\":\"s\"", null, "s")]
    [InlineData(",\"litellm_trace_id\":\"t\",\"litellm_session_id\":\"s\"", null, "s")]
    [InlineData(",\"metadata\":{\"session_id\":\"s\"}", null, "s")]
    [InlineData(",\"metadata\":{\"user_id\":\"user_d_account_a_session_s\"}", null, "s")]
    [InlineData("", "x-litellm-session-id", "s")]
    [InlineData("", "x-litellm-trace-id", "s")]
    [InlineData(",\"litellm_session_id\":\"body\"", "x-litellm-session-id", "body")]
    [InlineData(",\"metadata\":{\"session_id\":\"older\"}", "x-litellm-session-id", "s")]
    [InlineData("", null, null)]
    public async Task Session_is_taken_from(string field, string? header, string? session)
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"a","messages":[{"role":"user","content":"hi"}]{{field}}}""", Encoding.UTF8, "application/json"),
        };
        if (header is not null)
        {
            request.Headers.Add(header, "s");
        }

        using var answer = await gateway.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await gateway.WhenIdleAsync();

        Assert.Equal(session, Assert.Single(gateway.SpendLogs.All).SessionId);
    }

    [Theory]
    [InlineData(nameof(SqlDialect.Sqlite))]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    public async Task Session_lists_its_requests_and_only_them(string dialect)
    {
        await using var gateway = await KeyGateway.StartAsync(postgres, dialect);
        foreach (var session in (string[])["one", "two", "one"])
        {
            using var answer = await gateway.ChatAsync("a", $",\"litellm_session_id\":\"{session}\"");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        (await gateway.ChatAsync("a")).Dispose();
        await gateway.WhenIdleAsync();
        await gateway.Services.GetRequiredService<SpendWriter>().FlushAsync(CancellationToken.None);

        var rows = (await gateway.GetAsync("/spend/logs/session/ui?session_id=one")).GetProperty("data");
        Assert.Equal(["one", "one"], rows.EnumerateArray().Select(row => row.GetProperty("session_id").GetString()));
        Assert.Equal(2, (await gateway.GetAsync("/spend/logs?session_id=one")).GetArrayLength());
        Assert.Equal(["|1", "one|2", "two|1"], await gateway.TextsAsync("SELECT session_id, COUNT(*) FROM \"LiteLLM_SpendLogs\" GROUP BY session_id ORDER BY COALESCE(session_id, '')"));
        using var missing = await gateway.Http.GetAsync("/spend/logs/session/ui");
        Assert.Equal("session_id", (await missing.ErrorAsync()).GetProperty("param").GetString());
        using var refused = await gateway.Http.GetAsync("/global/spend?session_id=one");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }
}
