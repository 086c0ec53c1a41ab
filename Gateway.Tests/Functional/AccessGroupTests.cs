using System.Net;
using Gateway.Proxy.Storage;
using Gateway.Tests.Servers;

namespace Gateway.Tests.Functional;

/// <summary><c>/access_group/*</c>, from the call to what a key may use.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AccessGroupTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(SqlDialect.PostgreSql))]
    [InlineData(nameof(SqlDialect.Sqlite))]
    public async Task Keys_of_a_group_may_use_what_is_put_into_it_and_nothing_else(string dialect)
    {
        await using var gateway = await WithStoredModelsAsync(dialect);
        var key = await gateway.NewKeyAsync("""{"models":["night"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "x")).Status);

        var made = await gateway.ManageAsync("/access_group/new", """{"access_group":"night","model_names":["x"]}""");
        Assert.Equal(1, made.GetProperty("models_updated").GetInt32());
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "x"));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "y")).Status);

        Assert.Equal(2, await StatusAsync(gateway, HttpMethod.Put, "/access_group/night/update", """{"model_ids":["id-of-y"]}"""));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "x")).Status);
        Assert.Equal((HttpStatusCode.OK, null), await gateway.TryAsync(key, "y"));
        var info = await gateway.GetAsync("/access_group/night/info");
        Assert.Equal(("y", 1), (info.GetProperty("model_names")[0].GetString(), info.GetProperty("deployment_count").GetInt32()));
        Assert.Equal(["beta", "night"], (await gateway.GetAsync("/access_group/list")).GetProperty("access_groups").EnumerateArray().Select(group => group.GetProperty("access_group").GetString()!));

        Assert.Equal(2, await StatusAsync(gateway, HttpMethod.Delete, "/access_group/night/delete", ""));
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.TryAsync(key, "y")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync("/access_group/night/info")).StatusCode);
    }

    [Theory]
    [InlineData("""{"access_group":"beta","model_names":["x"]}""", "access_group")]
    [InlineData("""{"access_group":"new"}""", "model_names")]
    [InlineData("""{"access_group":"new","model_names":["a"]}""", "model_names")]
    [InlineData("""{"access_group":"new","model_names":["none"]}""", "model_names")]
    [InlineData("""{"access_group":"new","model_ids":["none"]}""", "model_ids")]
    [InlineData("""{"model_names":["x"]}""", "access_group")]
    public async Task What_cannot_be_made_is_told_by_its_field(string body, string field)
    {
        await using var gateway = await WithStoredModelsAsync(nameof(SqlDialect.Sqlite));

        using var response = await gateway.PostAsync("/access_group/new", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await response.ErrorAsync()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Group_of_the_config_file_is_not_deleted_and_other_fields_of_models_stay()
    {
        await using var gateway = await WithStoredModelsAsync(nameof(SqlDialect.Sqlite));

        Assert.Equal(4, await StatusAsync(gateway, HttpMethod.Delete, "/access_group/beta/delete", ""));
        await gateway.ManageAsync("/access_group/new", """{"access_group":"new","model_names":["x"]}""");

        var shown = (await gateway.GetAsync("/model/info")).GetProperty("data").EnumerateArray().Single(model => model.GetProperty("model_name").GetString() == "x").GetProperty("model_info");
        Assert.Equal((4096, "new"), (shown.GetProperty("max_tokens").GetInt32(), shown.GetProperty("access_groups")[0].GetString()));
    }

    private static async Task<int> StatusAsync(GatewayServer gateway, HttpMethod method, string path, string body)
    {
        using var response = await gateway.Http.SendAsync(new(method, path) { Content = new StringContent(body) });
        return (int)response.StatusCode / 100;
    }

    // x and y beside those of the file, of which b is in the group beta.
    private async Task<GatewayServer> WithStoredModelsAsync(string dialect)
    {
        var gateway = await KeyGateway.StartAsync(postgres, dialect);
        foreach (var name in (string[])["x", "y"])
        {
            await gateway.ManageAsync("/model/new", $$$"""
                {"model_name":"{{{name}}}","litellm_params":{"model":"openai/{{{name}}}","api_base":"http://127.0.0.1:9/v1","mock_response":"from {{{name}}}"},"model_info":{"id":"id-of-{{{name}}}","max_tokens":4096}}
                """);
        }

        return gateway;
    }
}
