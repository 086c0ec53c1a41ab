using System.Net;
using System.Text.Json;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary>Models that are one team's alone: <c>model_info.team_id</c> and <c>team_public_model_name</c>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TeamModelTests(PostgresServer postgres)
{
    private const string Models = """
        model_list:
          - { model_name: a, litellm_params: { model: openai/a, api_base: "http://127.0.0.1:9/v1", mock_response: for all } }
          - { model_name: red-a, litellm_params: { model: openai/a, api_base: "http://127.0.0.1:9/v1", mock_response: for red }, model_info: { team_id: red, team_public_model_name: a, id: red-1 } }
          - { model_name: secret, litellm_params: { model: openai/s, api_base: "http://127.0.0.1:9/v1", mock_response: secret of red }, model_info: { team_id: red } }

        """;

    [Theory]
    [InlineData("red", "a", "for red")]
    [InlineData("red", "secret", "secret of red")]
    [InlineData("red", "team:red:a", "for red")]
    [InlineData("red", "red-1", "for red")]
    [InlineData("blue", "a", "for all")]
    [InlineData("blue", "secret", null)]
    [InlineData("blue", "team:red:secret", null)]
    [InlineData("blue", "red-1", null)]
    [InlineData(null, "a", "for all")]
    [InlineData(null, "secret", null)]
    [InlineData(null, "team:red:secret", null)]
    public async Task Key_of_a_team_gets(string? team, string model, string? answer)
    {
        await using var gateway = await StartAsync();
        using var client = gateway.NewClient(await KeyOfAsync(gateway, team));

        using var response = await gateway.ChatAsync(model, client: client);

        Assert.Equal(answer is null ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(answer, answer is null ? null : (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("red", "a secret")]
    [InlineData("blue", "a")]
    public async Task Teams_models_are_listed_for_the_team_under_its_own_names(string team, string listed)
    {
        await using var gateway = await StartAsync();
        using var client = gateway.NewClient(await KeyOfAsync(gateway, team));

        var names = (await gateway.GetAsync("/v1/models", client)).GetProperty("data").EnumerateArray().Select(card => card.GetProperty("id").GetString());
        var shown = (await gateway.GetAsync("/model/info", client)).GetProperty("data").EnumerateArray().Count();

        Assert.Equal(listed, string.Join(' ', names.Order()));
        Assert.Equal(team == "red" ? 3 : 1, shown);
    }

    [Fact]
    public async Task Team_that_is_held_to_some_models_may_use_its_own_as_well_but_a_key_only_what_it_lists()
    {
        await using var gateway = await StartAsync();
        await gateway.ManageAsync("/team/update", """{"team_id":"red","models":["other"]}""");
        var (all, some) = (await KeyOfAsync(gateway, "red"), await gateway.NewKeyAsync("""{"team_id":"red","models":["a"]}"""));

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(all, "secret")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(some, "a")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(some, "secret")).Status);
    }

    [Fact]
    public async Task Model_that_is_added_at_run_time_for_a_team_is_the_teams_alone()
    {
        await using var gateway = await StartAsync();
        var (red, blue) = (await KeyOfAsync(gateway, "red"), await KeyOfAsync(gateway, "blue"));

        await gateway.ManageAsync("/model/new", """{"model_name":"new","litellm_params":{"model":"openai/n","api_base":"http://127.0.0.1:9/v1","mock_response":"new"},"model_info":{"team_id":"blue"}}""");

        Assert.Equal(HttpStatusCode.OK, (await gateway.TryAsync(blue, "new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.TryAsync(red, "new")).Status);
    }

    private async Task<GatewayServer> StartAsync()
    {
        var gateway = await KeyGateway.StartAsync(postgres, nameof(SqlDialect.Sqlite), Models);
        await gateway.ManageAsync("/team/new", """{"team_id":"red"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"blue"}""");
        return gateway;
    }

    private static Task<string> KeyOfAsync(GatewayServer gateway, string? team) => gateway.NewKeyAsync(team is null ? "{}" : $$"""{"team_id":{{JsonSerializer.Serialize(team)}}}""");
}
