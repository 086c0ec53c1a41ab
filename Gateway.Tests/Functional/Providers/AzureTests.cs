using System.Net;
using Gateway.Tests.Common;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Functional.Providers;

public sealed class AzureTests : IAsyncLifetime
{
    private AzureServer _azure = null!;

    public async Task InitializeAsync() => _azure = await AzureServer.StartServerAsync();

    public async Task DisposeAsync() => await _azure.DisposeAsync();

    [Fact]
    public async Task Deployment_path_version_and_key_are_azures()
    {
        await using var gateway = await StartAsync($"api_key: {AzureServer.Key}");

        using var response = await gateway.ChatAsync("gpt");
        var answer = await response.JsonAsync();

        Assert.Equal(AzureServer.Text, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("gpt", answer.GetProperty("model").GetString());
        Assert.Equal(AzureServer.Key, _azure.LastRequest.Headers["api-key"]);
        Assert.False(_azure.LastRequest.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Stream_keeps_its_text_and_shows_the_clients_model()
    {
        await using var gateway = await StartAsync($"api_key: {AzureServer.Key}");

        using var response = await gateway.ChatAsync("gpt", ",\"stream\":true");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains($"\"content\":\"{AzureServer.Text}\"", text, StringComparison.Ordinal);
        Assert.Contains("\"content\":\"\"", text, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"gpt\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_principal_gets_one_token_for_many_requests()
    {
        await using var gateway = await StartAsync(ServicePrincipal());

        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.ChatAsync("gpt");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(1, _azure.Tokens);
        Assert.Equal("Bearer token-1", _azure.LastRequest.Headers["Authorization"]);
    }

    [Fact]
    public async Task Token_is_renewed_before_it_expires()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await StartAsync(ServicePrincipal(), time);
        using (await gateway.ChatAsync("gpt"))
        {
        }

        time.Advance(TimeSpan.FromMinutes(56));
        using var response = await gateway.ChatAsync("gpt");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, _azure.Tokens);
    }

    [Fact]
    public async Task Refused_service_principal_is_the_gateways_trouble_and_its_secret_is_not_shown()
    {
        await using var gateway = await StartAsync(ServicePrincipal("wrong-secret-of-the-tests"));

        using var response = await gateway.ChatAsync("gpt", ",\"num_retries\":0");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("upstream_credentials_rejected", text, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_filter_goes_to_the_content_policy_fallback()
    {
        await using var fleet = await Fleet.StartAsync(1);
        _azure.Filters = true;
        await using var gateway = await GatewayServer.StartAsync(
            $"model_list:\n{Entry($"api_key: {AzureServer.Key}")}{Fleet.Deployment("m", fleet[0].Address)}router_settings: {{ content_policy_fallbacks: [{{ gpt: [m] }}] }}\n");

        using var response = await gateway.ChatAsync("gpt");

        Assert.Equal("m", (await response.JsonAsync()).GetProperty("model").GetString());
    }

    [Fact]
    public async Task Named_credential_gives_address_version_and_key()
    {
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: gpt
                litellm_params: { model: azure/gpt-4o-eu, litellm_credential_name: azure-eu }
            credential_list:
              - credential_name: azure-eu
                credential_values: { api_key: {{AzureServer.Key}}, api_base: "{{_azure.Address}}", api_version: "2024-10-21" }
            """);

        using var response = await gateway.ChatAsync("gpt");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Model_added_at_run_time_may_name_a_credential()
    {
        await using var gateway = await GatewayServer.StartAsync($$"""
            credential_list:
              - credential_name: azure-eu
                credential_values: { api_key: {{AzureServer.Key}}, api_base: "{{_azure.Address}}", api_version: "2024-10-21" }
            """);

        using var added = await gateway.PostAsync("/model/new", """{"model_name":"gpt","litellm_params":{"model":"azure/gpt-4o-eu","litellm_credential_name":"azure-eu"}}""");
        using var response = await gateway.ChatAsync("gpt");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(AzureServer.Key, await added.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wildcard_puts_the_requested_name_into_the_path()
    {
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - model_name: "azure/*"
                litellm_params: { model: "azure/*", api_base: "{{_azure.Address}}", api_key: {{AzureServer.Key}} }
            """);

        using var response = await gateway.ChatAsync("azure/gpt-4o-eu");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private string ServicePrincipal(string secret = AzureServer.ClientSecret) =>
        $"tenant_id: tenant-1, client_id: client-1, client_secret: {secret}, azure_authority_host: \"{_azure.Address}\"";

    private string Entry(string credentials) => $$"""
          - model_name: gpt
            litellm_params: { model: azure/gpt-4o-eu, api_base: "{{_azure.Address}}", api_version: "2024-10-21", {{credentials}} }

        """;

    private Task<GatewayServer> StartAsync(string credentials, TimeProvider? time = null) => GatewayServer.StartAsync("model_list:\n" + Entry(credentials), time);
}
