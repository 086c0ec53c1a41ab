using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Tests.Proxy.Telemetry;

public sealed class MetricsEndpointTests
{
    private const string Models = """
        model_list:
          - model_name: mock
            litellm_params: {model: openai/mock, api_base: http://127.0.0.1:9/v1, mock_response: Hello there.}

        """;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    public async Task Three_requests_are_counted_as_three(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Models);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await ChatAsync(gateway, RunningGateway.MasterKey)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await ChatAsync(gateway, null)).StatusCode);

        // An answer may arrive a moment before the request has been counted.
        var text = "";
        for (var i = 0; i < 1_000 && Scrapes.Sum(text, "litellm_proxy_total_requests_metric_total") < 3; i++)
        {
            await Task.Yield();
            var response = await gateway.Http.GetAsync(path);
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            text = await response.Content.ReadAsStringAsync();
        }

        Exposition.Parse(text);
        Assert.Equal(3, Scrapes.Sum(text, "litellm_proxy_total_requests_metric_total"));
        Assert.Equal(3, Scrapes.Sum(text, "litellm_deployment_success_responses_total"));
        Assert.Equal(3, Scrapes.Sum(text, "gateway_attempts_total"));
        Assert.Equal(0, Scrapes.Sum(text, "litellm_proxy_failed_requests_metric_total"));
        Assert.Equal(0, Scrapes.Sum(text, "gateway_requests_in_flight"));
        Assert.Contains("route=\"/v1/chat/completions\"", text, StringComparison.Ordinal);
        Assert.InRange(Scrapes.Sum(text, "process_resident_memory_bytes"), 1_000_000, 10_000_000_000);
        Assert.InRange(Scrapes.Sum(text, "process_cpu_seconds_total"), 0.01, 100_000);
    }

    [Fact]
    public async Task Key_is_asked_for_where_the_config_says_so()
    {
        await using var gateway = await RunningGateway.StartAsync(Models + "litellm_settings: {require_auth_for_metrics_endpoint: true}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Http.GetAsync("/metrics")).StatusCode);
        gateway.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningGateway.MasterKey);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/metrics")).StatusCode);
    }

    private static Task<HttpResponseMessage> ChatAsync(RunningGateway gateway, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"mock","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return gateway.Http.SendAsync(request);
    }
}
