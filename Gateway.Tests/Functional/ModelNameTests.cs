using System.Net;

namespace Gateway.Tests.Functional;

public sealed class ModelNameTests
{
    [Fact]
    public async Task Answers_show_the_name_that_the_client_sent()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync("model_list:\n" + Fleet.Deployment("public-name", fleet["a"].Address)
            + "router_settings: { model_group_alias: { nick: public-name, secret: { model: public-name, hidden: true } } }\n");

        foreach (var name in (string[])["public-name", "nick", "secret"])
        {
            using var whole = await gateway.ChatAsync(name);
            Assert.Equal(name, (await whole.JsonAsync()).GetProperty("model").GetString());
            var stream = await (await gateway.ChatAsync(name, ",\"stream\":true")).Content.ReadAsStringAsync();
            Assert.Contains($"\"model\":\"{name}\"", stream, StringComparison.Ordinal);
            Assert.DoesNotContain("\"model\":\"m\"", stream, StringComparison.Ordinal);
        }

        var listed = (await (await gateway.Http.GetAsync("/v1/models")).JsonAsync()).GetProperty("data").EnumerateArray().Select(card => card.GetProperty("id").GetString());
        Assert.Equal(["public-name", "nick"], listed);
    }

    [Fact]
    public async Task Deployment_id_as_model_pins_that_deployment()
    {
        await using var fleet = await Fleet.StartAsync(2);
        await using var gateway = await GatewayServer.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["a"].Address}}v1" }, model_info: { id: on-a } }
              - { model_name: m, litellm_params: { model: openai/m, api_base: "{{fleet["b"].Address}}v1" }, model_info: { id: on-b } }
            """);

        for (var i = 0; i < 5; i++)
        {
            using var response = await gateway.ChatAsync("on-b");
            Assert.Equal("on-b", response.Header("x-litellm-model-id"));
        }

        Assert.Equal((0, 5), (fleet["a"].Counters.Received, fleet["b"].Counters.Received));
    }

    [Theory]
    [InlineData("any/thing", "thing")]
    [InlineData("any/special/x", "sx")]
    [InlineData("exact/x", "m")]
    [InlineData("whatever", "whatever")]
    public async Task Closest_wildcard_wins_and_exact_names_win_over_all(string requested, string upstream)
    {
        await using var fleet = await Fleet.StartAsync(1);
        var address = fleet["a"].Address;
        string Entry(string name, string model) => $"  - {{ model_name: \"{name}\", litellm_params: {{ model: \"{model}\", api_base: \"{address}v1\" }} }}\n";
        await using var gateway = await GatewayServer.StartAsync("model_list:\n"
            + Entry("*", "openai/*") + Entry("any/*", "openai/*") + Entry("any/special/*", "openai/s*") + Entry("exact/x", "openai/m") + Entry("exact/*", "openai/wrong"));

        (await gateway.ChatAsync(requested, ",\"num_retries\":0")).Dispose();

        Assert.Contains($"\"model\":\"{upstream}\"", fleet["a"].LastRequest.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_model_is_a_404_that_names_it()
    {
        await using var fleet = await Fleet.StartAsync(1);
        await using var gateway = await GatewayServer.StartAsync(Fleet.Config(fleet));

        using var response = await gateway.ChatAsync("nope");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = await response.ErrorAsync();
        Assert.Equal(("model_not_found", "model"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }
}
