using System.Net;
using System.Text;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Faults;

namespace Gateway.Tests.Functional;

public sealed class ErrorFormatTests
{
    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "unknown_route")]
    [InlineData("POST", "/nothing", 404, "unknown_route")]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models", 405, "method_not_allowed")]
    public async Task Unknown_routes_answer_in_OpenAI_shape(string method, string path, int status, string code)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var response = await gateway.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, (int)response.StatusCode);
        var error = await response.ErrorAsync();
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.All((string[])["message", "type", "param", "code"], name => Assert.True(error.TryGetProperty(name, out _)));
        Assert.NotNull(response.Header("x-litellm-call-id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"model\":\"m\",\"messages\":[]} x")]
    public async Task Body_that_is_no_json_object_is_a_400_about_the_body(string body)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var response = await gateway.PostAsync("/v1/chat/completions", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("request_body", (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_the_limit_is_a_413_whether_or_not_it_says_its_length(bool announced)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "general_settings: { max_request_size_mb: 0.1 }\n"));
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 200_000)}}"}]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = !announced;

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("max_request_size_mb", (await response.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, fleet["a"].Counters.Received);
    }

    [Theory]
    [InlineData(nameof(ErrorShape.New))]
    [InlineData(nameof(ErrorShape.Old))]
    public async Task Upstream_error_of_either_shape_reaches_the_client_in_OpenAIs(string shape)
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));
        fleet["a"].Faults = EngineFaults.Of(new Fault { Kind = FaultKind.Status, Status = 400, Message = "temperature is off", Shape = Enum.Parse<ErrorShape>(shape) });

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("temperature is off", (await response.ErrorAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Empty_404_of_the_server_becomes_an_error_with_a_message()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 0 }\n"));
        fleet["a"].Faults = EngineFaults.Of(FaultKind.EmptyNotFound);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotEqual("", (await response.ErrorAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Retry_after_of_the_server_is_passed_on()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet, "router_settings: { num_retries: 0 }\n"));
        fleet["a"].Faults = EngineFaults.OfStatus(429, retryAfter: 9);

        using var response = await gateway.ChatAsync("m");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(9), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Dead_group_is_a_503_in_OpenAI_shape()
    {
        var dead = Fleet.DeadAddress();
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("m", dead));

        using var response = await gateway.ChatAsync("m", ",\"timeout\":5");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("upstream_unreachable", (await response.ErrorAsync()).GetProperty("code").GetString());
    }
}
