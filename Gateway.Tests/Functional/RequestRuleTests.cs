using System.Net;
using System.Text;

namespace Gateway.Tests.Functional;

/// <summary>On whose behalf a request is made, and what general_settings want of every request.</summary>
public sealed class RequestRuleTests
{
    private const string OpenWebUi = "general_settings: { user_header_name: X-OpenWebUI-User-Id }\n";

    private const string Mapped = """
        general_settings:
          user_header_mappings:
            - { header_name: X-OpenWebUI-User-Id, litellm_user_role: customer }
            - { header_name: X-Second, litellm_user_role: customer }

        """;

    [Theory]
    [InlineData("", "", "body", "body")]
    [InlineData("", "x-litellm-end-user-id: header", "body", "header")]
    [InlineData("", "X-OpenWebUI-User-Id: web", "body", "body")]
    [InlineData(OpenWebUi, "X-OpenWebUI-User-Id: web", "body", "web")]
    [InlineData(OpenWebUi, "X-OpenWebUI-User-Id: web", null, "web")]
    [InlineData(OpenWebUi, "", "body", "body")]
    [InlineData(OpenWebUi, "X-OpenWebUI-User-Id: web, x-litellm-customer-id: header", "body", "header")]
    [InlineData(Mapped, "X-OpenWebUI-User-Id: web", "body", "web")]
    [InlineData(Mapped, "X-Second: second", "body", "second")]
    public async Task Customer_is_taken_from(string settings, string headers, string? user, string expected)
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models + settings);

        using var answer = await AskAsync(gateway, user is null ? "" : $",\"user\":\"{user}\"", headers);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, (await gateway.SpendLogs.NextAsync()).EndUser);
    }

    [Theory]
    [InlineData("", "", HttpStatusCode.BadRequest)]
    [InlineData(",\"user\":\"\"", "", HttpStatusCode.BadRequest)]
    [InlineData(",\"user\":\"u\"", "", HttpStatusCode.OK)]
    [InlineData("", "x-litellm-end-user-id: u", HttpStatusCode.OK)]
    public async Task Request_without_a_customer_is_refused_where_one_must_be_named(string field, string headers, HttpStatusCode expected)
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models + "general_settings: { enforce_user_param: true }\n");

        using var answer = await AskAsync(gateway, field, headers);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? null : "user", expected == HttpStatusCode.OK ? null : (await answer.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(",\"user\":\"u\",\"metadata\":{\"more\":[{}],\"generation_name\":\"g\"}", null)]
    [InlineData(",\"user\":\"u\",\"metadata\":{\"user\":\"g\"}", "metadata.generation_name")]
    [InlineData(",\"user\":\"u\",\"metadata\":\"generation_name\"", "metadata.generation_name")]
    [InlineData(",\"user\":null,\"metadata\":{\"generation_name\":\"g\"}", "user")]
    [InlineData(",\"metadata\":{\"generation_name\":\"g\"}", "user")]
    public async Task Request_must_have_the_fields_that_are_enforced(string fields, string? missing)
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models + "general_settings: { enforced_params: [user, metadata.generation_name] }\n");

        using var answer = await AskAsync(gateway, fields, "");

        Assert.Equal(missing is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(missing, missing is null ? null : (await answer.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(",\"metadata\":{\"tags\":[\"t\"]}", "", HttpStatusCode.BadRequest)]
    [InlineData(",\"tags\":[\"t\"]", "", HttpStatusCode.BadRequest)]
    [InlineData("", "x-litellm-tags: t", HttpStatusCode.BadRequest)]
    [InlineData(",\"metadata\":{\"session_id\":\"s\"}", "", HttpStatusCode.OK)]
    public async Task Tags_of_clients_are_refused_where_only_those_of_keys_hold(string field, string headers, HttpStatusCode expected)
    {
        await using var gateway = await GatewayServer.StartAsync(KeyGateway.Models + "general_settings: { reject_clientside_metadata_tags: true }\n");

        using var answer = await AskAsync(gateway, field, headers);

        Assert.Equal(expected, answer.StatusCode);
    }

    // Headers as "name: value, name: value".
    private static async Task<HttpResponseMessage> AskAsync(GatewayServer gateway, string field, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"a","messages":[{"role":"user","content":"hi"}]{{field}}}""", Encoding.UTF8, "application/json"),
        };
        foreach (var header in headers.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = header.Split(": ");
            request.Headers.Add(parts[0], parts[1]);
        }

        return await gateway.Http.SendAsync(request);
    }
}
