using System.Net;

namespace Gateway.Tests.Functional;

/// <summary>Which headers of a client its model server gets to see.</summary>
public sealed class ClientHeaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("litellm_settings: { model_group_settings: { forward_client_headers_to_llm_api: [other, n*] } }\n")]
    public async Task Headers_stay_here_but_for_those_that_the_client_marks(string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, more));
        Send(gateway, ("x-trace", "1"), ("anthropic-beta", "b"), ("X-Pass-Openai-Beta", "assistants=v2"), ("x-pass-x-tenant", "t"), ("x-pass-content-language", "de"), ("x-pass-expires", "never"), ("x-pass-", "nothing"));

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = fleet["a"].LastRequest;
        Assert.Equal(("assistants=v2", "t"), (request.Header("openai-beta"), request.Header("x-tenant")));
        Assert.Equal((null, null, null), (request.Header("x-trace"), request.Header("anthropic-beta"), request.Header("x-pass-x-tenant")));
    }

    [Theory]
    [InlineData("general_settings: { forward_client_headers_to_llm_api: true }\n")]
    [InlineData("litellm_settings: { model_group_settings: { forward_client_headers_to_llm_api: [m] } }\n")]
    [InlineData("litellm_settings: { model_group_settings: { forward_client_headers_to_llm_api: [\"m*\"] } }\n")]
    public async Task Headers_that_begin_with_x_go_upstream_where_the_config_says_so(string more)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, more));
        Send(gateway, ("x-trace", "1"), ("anthropic-beta", "b"), ("x-stainless-lang", "js"), ("x-litellm-tags", "t"), ("x-forwarded-for", "10.0.0.1"), ("accept-language", "de"));

        using var response = await gateway.ChatAsync("m");

        var request = fleet["a"].LastRequest;
        Assert.Equal(("1", "b"), (request.Header("x-trace"), request.Header("anthropic-beta")));
        Assert.All((string[])["x-stainless-lang", "x-litellm-tags", "x-forwarded-for", "accept-language"], name => Assert.Null(request.Header(name)));
    }

    [Fact]
    public async Task No_credential_goes_upstream_however_it_is_called()
    {
        await using var fleet = await Fleet.StartAsync(1, settings => settings with { ApiKey = "sk-upstream" });
        await using var gateway = await GatewayServer.StartAsync(
            $"model_list:\n{Fleet.Deployment("m", fleet["a"].Address, ", api_key: sk-upstream")}general_settings: {{ forward_client_headers_to_llm_api: true, litellm_key_header_name: X-Our-Key }}\n");
        Send(gateway, ("x-our-key", GatewayServer.MasterKey), ("x-api-key", "sk-secret"), ("x-goog-api-key", "sk-secret"), ("x-pass-authorization", "Bearer sk-secret"), ("x-pass-cookie", "sk-secret"), ("x-pass-x-our-key", "sk-secret"), ("x-pass-api-key", "sk-secret"), ("x-pass-host", "sk-secret"));

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = string.Join(' ', fleet["a"].LastRequest.Headers.Values);
        Assert.DoesNotContain("sk-secret", headers, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayServer.MasterKey, headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_the_config_become_tags_of_the_spend_log()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "litellm_settings: { extra_spend_tag_headers: [x-app, x-stage] }\n"));
        Send(gateway, ("X-App", "checkout"), ("x-litellm-tags", "red"));

        (await gateway.ChatAsync("m")).Dispose();
        await gateway.WhenIdleAsync();

        Assert.Equal(["red", "x-app: checkout"], Assert.Single(gateway.SpendLogs.All).Tags);
    }

    private static void Send(GatewayServer gateway, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers)
        {
            gateway.Http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }
}
